using ClinicaMV.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Routing;

namespace ClinicaMV.Tests.Web;

public sealed class TextFilterTests
{
    [Theory]
    [InlineData(StatusCodes.Status400BadRequest)]
    [InlineData(StatusCodes.Status413PayloadTooLarge)]
    public async Task A_form_that_breaks_off_or_is_too_long_is_its_senders_fault(int status)
    {
        var http = new DefaultHttpContext { Request = { Method = "POST", ContentType = "application/x-www-form-urlencoded", Body = new BrokenOff(status) } };
        var context = new AuthorizationFilterContext(new(http, new RouteData(), new ActionDescriptor()), []);

        await new TextFilter().OnAuthorizationAsync(context);

        Assert.Equal(status, Assert.IsType<StatusCodeResult>(context.Result).StatusCode);
    }

    /// <summary>A body as the server hands it over when the browser was closed in the middle of it.</summary>
    private sealed class BrokenOff(int status) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel = default) => throw new BadHttpRequestException("Unexpected end of request content.", status);
    }
}
