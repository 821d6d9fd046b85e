using System.Security.Cryptography;
using System.Text;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Jitsi;

namespace ClinicaMV.Tests.Commands;

/// <summary><c>jitsi pin</c> and <c>doctor jitsi</c> as an administrator runs them, against a server over TLS.</summary>
public sealed class JitsiPinTests : IAsyncLifetime
{
    private readonly FakeJitsi jitsi = new();
    private readonly Installation clinic = Installation.ForProduction();

    public async Task InitializeAsync()
    {
        await jitsi.StartAsync();
        var root = Path.Combine(clinic.Folder, "root.pem");
        await File.WriteAllTextAsync(root, jitsi.Certificate.ExportCertificatePem());
        clinic.With("Jitsi:Domain", jitsi.Host).With("Jitsi:AppId", "clinicamv").With("Jitsi:AppSecret", Tokens.Secret);
        // As an administrator adds an authority of their own to those of the system.
        clinic.With("SSL_CERT_FILE", root);
        await clinic.MakeAsync();
    }

    public async Task DisposeAsync()
    {
        clinic.Dispose();
        await jitsi.DisposeAsync();
    }

    [Fact]
    public async Task A_copy_is_taken_served_and_compared()
    {
        clinic.With("Jitsi:Script", "Pinned");
        await using (var pin = clinic.Start("jitsi", "pin"))
        {
            Assert.True(await pin.EndAsync() == 0, pin.Said);
            Assert.Contains($"{jitsi.Script.Length} bytes, SHA-256 {Sha256}, release 8719", pin.Said);
        }

        await using (var portal = clinic.Start())
        {
            using var inside = new HttpClient { BaseAddress = await portal.ListeningAsync() };
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/Jitsi/Scripts/{Sha256}.js");
            request.Headers.Add("X-Forwarded-Proto", "https");
            Assert.Equal(jitsi.Script, await (await inside.SendAsync(request)).Content.ReadAsStringAsync());
            await AssertDoctorAsync(0, "the pinned copy of ", "Patient: in the room, no moderator (member)");
        }

        jitsi.Script += "/* another release */";
        await AssertDoctorAsync(1, "the server's differs from the pinned copy", "run “jitsi pin”");
    }

    [Theory]
    [InlineData("<html>window.JitsiMeetExternalAPI</html>", "is not Jitsi's external_api.js")]
    [InlineData("alert(1)", "is not Jitsi's external_api.js")]
    [InlineData(null, "more than 5 MB")]
    public async Task What_is_no_script_is_not_pinned(string? script, string why)
    {
        jitsi.Script = script ?? new string('x', 5_000_001);
        await using var pin = clinic.Start("jitsi", "pin");

        Assert.Equal(1, await pin.EndAsync());
        Assert.Contains(why, Assert.Single(pin.Errors));
    }

    [Fact]
    public async Task A_server_that_nobody_vouches_for_is_neither_pinned_nor_trusted()
    {
        clinic.With("SSL_CERT_FILE");
        await using var pin = clinic.Start("jitsi", "pin");

        Assert.Equal(1, await pin.EndAsync());
        Assert.Contains("no TLS that can be trusted", Assert.Single(pin.Errors));
        await AssertDoctorAsync(1, "no TLS that can be trusted");
    }

    private string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(jitsi.Script)));

    private async Task AssertDoctorAsync(int code, params string[] says)
    {
        await using var doctor = clinic.Start("doctor", "jitsi");
        Assert.True(await doctor.EndAsync() == code, doctor.Said);
        Assert.All(says, said => Assert.Contains(said, doctor.Said));
        Assert.DoesNotContain("   at ", doctor.Said);
        Assert.DoesNotContain("eyJ", doctor.Said);
        Assert.DoesNotContain(Tokens.Secret, doctor.Said);
    }
}
