using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace ClinicaMV.Web;

/// <summary>A download that is written while it is read, and never lies in memory as a whole.</summary>
public sealed class StreamedFile(string contentType, string name, Func<Stream, CancellationToken, Task> write) : IActionResult
{
    public Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        response.ContentType = contentType;
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = name }.ToString();
        return HttpMethods.IsHead(context.HttpContext.Request.Method) ? Task.CompletedTask : write(response.Body, context.HttpContext.RequestAborted);
    }
}
