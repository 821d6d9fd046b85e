using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Limits;

/// <summary>Whose word counts for the caller's address.</summary>
public sealed class ProxyTests : IAsyncLifetime
{
    private readonly SqliteClinic clinic = new();

    public async Task InitializeAsync()
    {
        clinic.Configure("Proxies:Known:0", "10.9.8.0/24");
        clinic.Configure("Proxies:Known:1", "2001:db8::7");
        await clinic.InitializeAsync();
    }

    public Task DisposeAsync() => ((IAsyncLifetime)clinic).DisposeAsync();

    [Theory]
    [InlineData("192.0.2.5", "192.0.2.5")]
    [InlineData("192.0.2.5, 10.9.8.7", "192.0.2.5")]
    [InlineData("6.6.6.6, 192.0.2.5, 10.9.8.7", "192.0.2.5")]
    [InlineData("6.6.6.6, 192.0.2.5, 10.9.8.7, 10.9.8.3", "192.0.2.5")]
    [InlineData("6.6.6.6, 192.0.2.5, 2001:db8::7", "192.0.2.5")]
    [InlineData("10.9.8.7, 192.0.2.5", "192.0.2.5")]
    [InlineData("6.6.6.6, 127.0.0.1", "127.0.0.1")]
    [InlineData("6.6.6.6, 10.9.9.7", "10.9.9.7")]
    public async Task The_caller_is_the_first_that_no_known_proxy_is(string forwarded, string caller)
    {
        var visitor = clinic.Visitor();
        visitor.From = forwarded;

        await visitor.SignInAsync("nadie@example.test", "no es esta frase");

        Assert.Equal(caller, await clinic.InAsync<ClinicDb, string?>(db => db.AuditEvents.Where(e => e.Kind == AuditKind.SignIn).OrderBy(e => e.Id).Select(e => e.IpAddress).LastAsync()));
    }
}
