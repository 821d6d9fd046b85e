using System.Globalization;
using System.Net;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Web;

public abstract class WellKnownStories(TestClinic clinic)
{
    [Fact]
    public async Task Password_managers_find_the_page_on_which_the_password_is_changed()
    {
        const string Known = "/.well-known/change-password";

        (await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync(Known)).Is(HttpStatusCode.OK).IsAt("/Account/Password");
        (await clinic.Visitor().OpenAsync(Known)).IsAt("/Identity/Account/Login");
    }

    protected Task<HttpResponseMessage> SecurityTextAsync() => clinic.Visitor().SendAsync(HttpMethod.Get, "/.well-known/security.txt");
}

public sealed class WellKnownStories_of_a_clinic_without_an_address(SilentClinic clinic) : WellKnownStories(clinic), IClassFixture<SilentClinic>
{
    [Fact]
    public async Task Who_finds_a_weakness_is_told_of_nobody()
    {
        using var answer = await SecurityTextAsync();

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}

public sealed class WellKnownStories_of_a_clinic_with_an_address(AddressedClinic clinic) : WellKnownStories(clinic), IClassFixture<AddressedClinic>
{
    [Fact]
    public async Task Who_finds_a_weakness_reads_whom_to_tell_for_less_than_a_year()
    {
        using var answer = await SecurityTextAsync();

        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ", 2)).ToDictionary(line => line[0], line => line[1]);
        Assert.Equal(["Contact", "Expires", "Preferred-Languages", "Canonical"], lines.Keys);
        Assert.Equal(("mailto:hola%2Bweb@clinica.example", "http://localhost/.well-known/security.txt"), (lines["Contact"], lines["Canonical"]));
        Assert.InRange(DateTime.ParseExact(lines["Expires"], "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), clinic.Now.AddDays(30), clinic.Now.AddDays(364));
    }
}

public sealed class SilentClinic : SqliteClinic
{
    public SilentClinic() => Configure("Clinic:Email", "");
}

public sealed class AddressedClinic : SqliteClinic
{
    public AddressedClinic() => Configure("Clinic:Email", "hola+web@clinica.example");
}
