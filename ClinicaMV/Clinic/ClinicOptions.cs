namespace ClinicaMV.Clinic;

/// <summary>What the clinic is called, where it is found and which clock hangs on its wall (section <c>Clinic</c>).</summary>
public sealed class ClinicOptions
{
    public string Name { get; set; } = "Clínica Dietética MV";

    /// <summary>The address under which people reach this portal, without a path. Every link in mail starts with it; the Host header never does.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>IANA name of the clinic's time zone.</summary>
    public string TimeZone { get; set; } = "Europe/Madrid";

    /// <summary>The language of a reader who has not chosen one: <c>es</c> or <c>en</c>.</summary>
    public string Culture { get; set; } = "es";

    public string Phone { get; set; } = "";

    public string Email { get; set; } = "";

    /// <summary>The address and directions of visits in person.</summary>
    public string Address { get; set; } = "";

    /// <summary>How many hours before the start a patient can still cancel here; later only by ringing.</summary>
    public int ChangesUntilHours { get; set; } = 24;

    /// <summary>Whether patients book their own appointments; staff always can.</summary>
    public bool PatientsMayBook { get; set; } = true;

    /// <summary>Fills an empty database with the demo clinic, whose password everybody knows. Development only.</summary>
    public bool Demo { get; set; }

    public bool IsSecure => PublicUrl?.Scheme == Uri.UriSchemeHttps;

    public sealed class Validator(IHostEnvironment environment) : OptionsValidator<ClinicOptions>
    {
        protected override IEnumerable<string> FaultsOf(ClinicOptions o)
        {
            if (o.Name.Length == 0)
                yield return "Clinic:Name is missing.";
            if (!ClinicTime.IsKnown(o.TimeZone))
                yield return "Clinic:TimeZone is not a known IANA time zone.";
            if (o.Culture is not ("es" or "en"))
                yield return "Clinic:Culture must be es or en.";
            if (o.PublicUrl is not { IsAbsoluteUri: true, Scheme: "http" or "https", PathAndQuery: "/", Fragment: "", UserInfo: "" })
                yield return "Clinic:PublicUrl must be the address of this portal, e.g. https://citas.example.org, without a path.";
            else if (!environment.IsDevelopment() && !o.IsSecure)
                yield return "Clinic:PublicUrl must begin with https://; only Development does with http.";
            if (o.ChangesUntilHours is < 0 or > 720)
                yield return "Clinic:ChangesUntilHours must be 0 to 720.";
            if (o.Demo && !environment.IsDevelopment())
                yield return "Clinic:Demo: the demo clinic opens in Development only.";
        }
    }
}
