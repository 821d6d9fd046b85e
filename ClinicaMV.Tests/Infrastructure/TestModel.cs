using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Infrastructure;

/// <summary>The Identity schema that the application asks for, without which the passkey table would be missing from a template.</summary>
internal static class TestModel
{
    public static readonly IServiceProvider Services = new ServiceCollection()
        .Configure<IdentityOptions>(options => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3)
        .BuildServiceProvider();
}
