using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Accounts.Sessions;
using ClinicaMV.Data;
using ClinicaMV.Tests.Commands;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Jitsi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ClinicaMV.Benchmarks;

/// <summary>
/// The portal as a clinic runs it, behind a proxy that speaks https: without what is there in Development for whoever writes it, the
/// exception page and the static files' own handler, which each request would go through.
/// </summary>
internal static class Production
{
    private static readonly Uri Outside = new("https://localhost/");

    /// <summary>To be called before the first request.</summary>
    public static void Prepare(TestClinic clinic)
    {
        VideoServer.Prepare(clinic);
        clinic.Configure(HostDefaults.EnvironmentKey, Environments.Production);
        clinic.Configure("Clinic:PublicUrl", $"{Outside}");
        clinic.Configure("Mail:Transport", "Smtp");
        clinic.Configure("Mail:Host", "smtp.example.test");
        clinic.Configure("Mail:From", "citas@clinica.test");
    }

    /// <summary>Of a clinic that listens on a socket.</summary>
    public static ReverseProxy Proxy(TestClinic clinic) => new(new(clinic.Address));

    /// <summary>Of a clinic that does not.</summary>
    public static Visitor Visitor(TestClinic clinic)
    {
        var visitor = clinic.Visitor();
        visitor.Http.BaseAddress = Outside;
        return visitor;
    }

    public static Visitor Visitor(ReverseProxy proxy) => new(Outside, proxy);

    /// <summary>With the second step that staff need; as the sign-in does it, which is measured elsewhere.</summary>
    public static async Task<Visitor> SignInAsync(this Visitor visitor, TestClinic clinic, ClinicUser person)
    {
        await clinic.InAsync<IServiceProvider>(async services =>
        {
            var key = services.GetRequiredService<SessionKeeper>().Open(person, hasSecondStep: true, isRemembered: false, device: "");
            await services.GetRequiredService<ClinicDb>().SaveChangesAsync();
            visitor.Cookies.Add(Outside, new Cookie("__Host-session", key) { Secure = true });
        });
        return visitor;
    }

    public static string CookieHeader(this Visitor visitor) => visitor.Cookies.GetCookieHeader(Outside);
}
