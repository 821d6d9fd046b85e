using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Visits;

/// <summary>U01: whatever state a visit is in, whoever asks reads in their language what is and what to do, without any script.</summary>
public sealed class WordsStories(SqliteClinic clinic) : IClassFixture<SqliteClinic>
{
    private static readonly string[] States =
        ["Early", "TomorrowEarly", "Open", "Late", "Cancelled", "Completed", "NoShow", "NotVideo", "Waiting", "Delayed", "Overdue", "Stranger"];

    /// <summary>By state: what a patient and a specialist read in Spanish, and in English.</summary>
    private static readonly Dictionary<string, string[]> Words = new()
    {
        ["Early"] = ["Se abre dentro de 50 min: el", "Se abre dentro de 30 min: el", "It opens in 50 min: on", "It opens in 30 min: on"],
        ["TomorrowEarly"] = ["dentro de 23 h 50 min", "dentro de 23 h 30 min", "in 23 h 50 min", "in 23 h 30 min"],
        ["Open"] = ["le atenderá a las 10:05 (hora peninsular)", "se abre la sala para Ana García Ruiz", "will see you at 10:05 (Madrid time)", "the room opens for Ana García Ruiz"],
        ["Late"] = ["llámenos y le daremos otra hora", "puede decir si se hizo o no", "call us and we will give you another hour", "you can say whether it took place"],
        ["Cancelled"] = ["Llámenos si quiere otra hora", "la hora vuelve a estar libre", "Call us if you want another hour", "the hour is free again"],
        ["Completed"] = ["Gracias por venir", "puede dar la siguiente", "Thank you for coming", "you can book the next one"],
        ["NoShow"] = ["Llámenos si quiere otra hora", "corríjalo en la cita", "Call us if you want another hour", "correct it on the appointment"],
        ["NotVideo"] = ["Le esperamos en la clínica a las 10:05", "viene a la clínica a las 10:05", "We expect you at the clinic at 10:05", "comes to the clinic at 10:05"],
        ["Waiting"] = ["todavía no ha llegado. Su cita es a las 10:05", "", "has not come yet. Your appointment is at 10:05", ""],
        ["Delayed"] = ["unos 10 minutos de retraso", "", "about 10 minutes late", ""],
        ["Overdue"] = ["se está retrasando. Siga aquí", "", "is running late. Please stay here", ""],
        ["Stranger"] = ["cambie de cuenta", "cambie de cuenta", "switch account", "switch account"],
    };

    [Fact]
    public async Task Every_state_says_what_is_and_what_to_do_to_either_role_in_both_languages()
    {
        var read = 0;
        foreach (var state in States)
        {
            var (appointment, page) = await MakeAsync(state);
            foreach (var (language, at) in new[] { ("es", 0), ("en", 2) })
            {
                foreach (var (person, words) in PeopleOf(state).Zip([Words[state][at], Words[state][at + 1]]))
                {
                    if (words.Length == 0)
                        continue;
                    var visitor = await clinic.SignedInAsync(person, language);
                    var shown = await visitor.OpenAsync($"/Visits/{appointment.PublicId}/{page}");
                    shown.Is(state == "Stranger" ? HttpStatusCode.NotFound : HttpStatusCode.OK).Shows(words);
                    Assert.True(shown.Has("main a[href], main form button"), $"{state}: nothing to do");
                    read++;
                }
            }
        }

        Assert.Equal(42, read);
        Scoreboard.Record("U01", "", "Join answers in words, whatever the state", $"{States.Length} states × 2 languages, {read} pages by role without script: 0 without words");
    }

    [Fact]
    public async Task Somewhere_else_the_hour_of_the_door_is_named_in_both_zones()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(25));
        clinic.Clock.Advance(TimeSpan.FromMinutes(3));
        var ana = await clinic.SignedInAsync(clinic.Ana, "en");
        ana.Cookies.Add(ana.Http.BaseAddress!, new Cookie("tz", "Atlantic%2FCanary"));

        (await ana.OpenAsync($"/Visits/{appointment.PublicId}/Join")).Shows("It opens in 12 min").Shows("at 10:15 (Madrid time)").Shows("Where you are that is 9:15 (Canary Islands time)");
    }

    [Fact]
    public async Task Whoever_comes_with_another_account_switches_and_is_where_they_wanted_to_be()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        var visitor = await clinic.SignedInAsync(clinic.Carla);

        var nothing = (await visitor.OpenAsync($"/Visits/{appointment.PublicId}/Join")).Is(HttpStatusCode.NotFound).Shows("Carla Pons Vidal (carla@example.test)");
        var nowhere = await visitor.OpenAsync($"/Visits/{new string('a', 26)}/Join");
        Assert.Equal(nowhere.Text, nothing.Text);
        var signIn = (await nothing.SubmitAsync("Cambiar de cuenta")).IsAt("/Identity/Account/Login");
        var join = await signIn.SubmitAsync("Input.Password", ("Input.Email", clinic.Ana.Email!), ("Input.Password", TestClinic.Password));

        join.IsAt($"/Visits/{appointment.PublicId}/Join").Shows("Puede entrar");
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task Switching_account_leads_nowhere_else(string address)
    {
        var visitor = await clinic.SignedInAsync(clinic.Carla);
        var nothing = await visitor.OpenAsync($"/Visits/{new string('a', 26)}/Join");

        (await nothing.SubmitAsync("Cambiar de cuenta", ("returnUrl", address))).IsAt("/");
    }

    private async Task<(Appointment, string Page)> MakeAsync(string state)
    {
        var now = clinic.NewDay();
        var appointment = await clinic.BookAsync(state switch
        {
            "Early" => now.AddHours(1),
            "TomorrowEarly" => now.AddDays(1),
            _ => now.AddMinutes(5),
        }, state == "NotVideo" ? Modality.InPerson : Modality.Video);
        switch (state)
        {
            case "Late":
                clinic.Clock.Advance(TimeSpan.FromHours(2));
                break;
            case "Cancelled":
                await clinic.CancelAsync(appointment);
                break;
            case "Completed":
            case "NoShow":
                clinic.Clock.Advance(TimeSpan.FromHours(1));
                await clinic.MarkAsync(appointment, Enum.Parse<AppointmentStatus>(state));
                break;
            case "Waiting":
            case "Delayed":
            case "Overdue":
                await (await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
                if (state == "Delayed")
                    await (await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync($"/Visits/{appointment.PublicId}/Late")).SubmitAsync("Input.Minutes");
                if (state == "Overdue")
                    clinic.Clock.Advance(TimeSpan.FromMinutes(6));
                return (appointment, "Room");
        }

        return (appointment, "Join");
    }

    private ClinicUser[] PeopleOf(string state) => state == "Stranger" ? [clinic.Carla, clinic.Elena] : [clinic.Ana, clinic.Bruno];
}
