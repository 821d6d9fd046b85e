using ClinicaMV.Appointments;
using ClinicaMV.Web;

namespace ClinicaMV.Clinic;

/// <summary>What the clinic is called, where it is found and which clock hangs on its wall (section <c>Clinic</c>).</summary>
public sealed class ClinicOptions
{
    public const int MostSpecialities = 60;

    [Option("on every page and mail")]
    public string Name { get; set; } = "Clínica Dietética MV";

    /// <summary>The address under which people reach this portal, without a path. Every link in mail starts with it; the Host header never does.</summary>
    [Option("the portal's address, without a path; every link in mail begins with it; https in Production", Default = "required")]
    public Uri? PublicUrl { get; set; }

    [Option("IANA name; the hours on the pages and in mail")]
    public string TimeZone { get; set; } = "Europe/Madrid";

    [Option("`es` or `en`: for whoever has not chosen a language and whose browser asks for neither")]
    public string Culture { get; set; } = "es";

    [Option("at the foot of every page and mail")]
    public string Phone { get; set; } = "";

    [Option("at the foot of every page and mail; who finds a weakness is told to write there, at `/.well-known/security.txt`")]
    public string Email { get; set; } = "";

    [Option("where visits in person take place")]
    public string Address { get; set; } = "";

    [Option("the colour of pages and mail; white text on it needs a contrast of 4.5 to 1")]
    public string ThemeColour { get; set; } = Colour.Default;

    /// <summary>By English weekday, when somebody is there: <c>09:00-14:00, 16:00-20:00</c>. Told to people; the diary keeps to the specialists' own hours.</summary>
    [Option("`09:00-14:00, 16:00-20:00`: shown on the front page, at the foot of mail and where patients are asked to ring, and offered as the week of a specialist who has none", Key = "`OpeningHours:Monday` … `Sunday`")]
    public Dictionary<string, string> OpeningHours { get; set; } = [];

    [Option("length of an appointment with specialists who are invited from now on")]
    public int AppointmentMinutes { get; set; } = new OfferedTerms().AppointmentMinutes;

    [Option("what is kept free after it, likewise")]
    public int GapMinutes { get; set; } = new OfferedTerms().GapMinutes;

    [Option("what patients read on booking and on their appointment, e.g. `50 €`; never in mail")]
    public string Price { get; set; } = "";

    /// <summary>What a new specialist is offered to be; empty: whatever is typed. A blank one hides what a settings file has at its place.</summary>
    [Option("what a new specialist can be; empty: whatever is typed")]
    public List<string> Specialities { get; set; } = [];

    [Option("how many hours before the start (0 to 720) a patient can still move or cancel here")]
    public int ChangesUntilHours { get; set; } = 24;

    [Option("whether patients book free hours by themselves")]
    public bool PatientsMayBook { get; set; } = true;

    [Option("whether people read on *My data* who looked at their visits by name, or only in which role")]
    public bool ShowAccessNames { get; set; }

    /// <summary>Fills an empty database with the demo clinic, whose password everybody knows. Development only.</summary>
    [Option("fills an empty database with the demo clinic; Development only")]
    public bool Demo { get; set; }

    public bool IsSecure => PublicUrl?.Scheme == Uri.UriSchemeHttps;

    public OfferedTerms NewTerms => new(AppointmentMinutes, GapMinutes);

    public IEnumerable<string> OfferedSpecialities => Specialities.Where(s => s.Length > 0);

    public IReadOnlyCollection<WorkingHours> OpeningWeek => [.. Enum.GetValues<DayOfWeek>().SelectMany(day => WeekText.Parse(day, OpeningOn(day)) ?? [])];

    public string OpeningOn(DayOfWeek day) => OpeningHours.FirstOrDefault(h => IsDay(h.Key, day)).Value ?? "";

    private static bool IsDay(string name, DayOfWeek day) => name.Equals(day.ToString(), StringComparison.OrdinalIgnoreCase);

    /// <summary>The rules for files, environment and the page of settings alike.</summary>
    public sealed class Validator(IHostEnvironment environment) : OptionsValidator<ClinicOptions>
    {
        protected override IEnumerable<string> FaultsOf(ClinicOptions o) => [.. Installed(o), .. Told(o), .. Opening(o), .. Numbers(o)];

        private IEnumerable<string> Installed(ClinicOptions o)
        {
            if (!ClinicTime.IsKnown(o.TimeZone))
                yield return "Clinic:TimeZone is not a known IANA time zone.";
            if (o.Culture is not ("es" or "en"))
                yield return "Clinic:Culture must be es or en.";
            if (o.PublicUrl is not { IsAbsoluteUri: true, Scheme: "http" or "https", PathAndQuery: "/", Fragment: "", UserInfo: "" })
                yield return "Clinic:PublicUrl must be the address of this portal, e.g. https://citas.example.org, without a path.";
            else if (!environment.IsDevelopment() && !o.IsSecure)
                yield return "Clinic:PublicUrl must begin with https://; only Development does with http.";
            if (o.Demo && !environment.IsDevelopment())
                yield return "Clinic:Demo: the demo clinic opens in Development only.";
        }

        private static IEnumerable<string> Told(ClinicOptions o)
        {
            if (o.Name.Length == 0)
                yield return "Clinic:Name is missing.";
            else if (!IsLine(o.Name, 100))
                yield return "Clinic:Name must be one line of at most 100 characters.";
            if (!IsLine(o.Phone, 40) || o.Phone.Any(c => !char.IsAsciiDigit(c) && !"+()-./ ".Contains(c)))
                yield return "Clinic:Phone must be a telephone number.";
            if (o.Email.Length > 0 && !MailAddressAttribute.IsAddress(o.Email))
                yield return "Clinic:Email must be an e-mail address.";
            if (!IsLine(o.Address, 200))
                yield return "Clinic:Address must be one line of at most 200 characters.";
            if (!IsLine(o.Price, 40))
                yield return "Clinic:Price must be one line of at most 40 characters.";
            if (Colour.Parse(o.ThemeColour) is not { CarriesWhite: true })
                yield return "Clinic:ThemeColour must be #rrggbb and so dark that white text on it has a contrast of 4.5 to 1.";
            if (o.Specialities.Count > MostSpecialities || o.Specialities.Any(s => !IsLine(s, 100)))
                yield return $"{PortalKeys.Specialities} must be at most {MostSpecialities} lines of at most 100 characters.";
        }

        private static IEnumerable<string> Opening(ClinicOptions o)
        {
            foreach (var (name, hours) in o.OpeningHours)
            {
                if (!Enum.GetValues<DayOfWeek>().Any(day => IsDay(name, day)))
                    yield return $"{PortalKeys.OpeningHours}:{name} is no English weekday.";
                else if (WeekText.Parse(DayOfWeek.Monday, hours) is null)
                    yield return $"{PortalKeys.OpeningHours}:{name} must be hours like 09:00-14:00, 16:00-20:00.";
            }
        }

        private static IEnumerable<string> Numbers(ClinicOptions o)
        {
            if (o.AppointmentMinutes is < Appointment.MinMinutes or > Appointment.MaxMinutes || o.AppointmentMinutes % BookedSlot.Minutes != 0)
                yield return "Clinic:AppointmentMinutes must be 5 to 240, in steps of five.";
            if (o.GapMinutes is < 0 or > 120 || o.GapMinutes % BookedSlot.Minutes != 0)
                yield return "Clinic:GapMinutes must be 0 to 120, in steps of five.";
            if (o.ChangesUntilHours is < 0 or > 720)
                yield return "Clinic:ChangesUntilHours must be 0 to 720.";
        }

        private static bool IsLine(string text, int most) => text.Length <= most && !text.Any(char.IsControl);
    }
}
