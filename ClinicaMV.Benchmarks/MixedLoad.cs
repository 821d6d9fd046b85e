using System.Globalization;
using System.Net;
using AngleSharp.Html.Dom;
using ClinicaMV.Accounts;
using ClinicaMV.Tests.Appointments;
using ClinicaMV.Tests.Commands;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;

namespace ClinicaMV.Benchmarks;

/// <summary>
/// S19: twenty people at once, each doing what their kind does all day, in the built program on SQLite: a process of its own, with its
/// jobs, and a backup in the middle of it.
/// </summary>
internal sealed class MixedLoad(SqliteClinic clinic, Installation installation)
{
    private const int Visits = 8;
    private const int Desks = 4;
    private const int Rounds = 12;
    private const int RoundsPerSignIn = 4;

    private static readonly string[] Overviews = ["Audit", "Audit/Plots", "Mail", "Users", "Statistics", "Status", "Devices", "ClosedDays"];

    private readonly List<(ClinicUser Patient, ClinicUser Specialist, string Id)> visits = [];
    private readonly List<ClinicUser> reception = [];
    private readonly CountedAnswers answers = new();
    private ProgramRun server = null!;
    private Uri address = null!;

    public async Task<MixedFigures> RunAsync()
    {
        await FurnishAsync();
        await using var run = server = installation.Start();
        address = await run.ListeningAsync();
        // What is opened first is compiled first.
        await Task.WhenAll(visits.Select((v, i) => PatientAsync(v.Patient, v.Id, new(i), 1)).Append(ReceptionAsync(reception[0], new(0), 1)));
        answers.Clear();
        var (cores, took) = await run.CoresAsync(() => Task.WhenAll(
            [.. visits.Select((v, i) => PatientAsync(v.Patient, v.Id, new(i), Rounds)), .. visits.Select(v => SpecialistAsync(v.Specialist, v.Id)), .. reception.Select((r, i) => ReceptionAsync(r, new(i), Rounds)), BackUpAsync()]));
        var (now, files, most) = run.Memory();
        var log = run.Said;
        if (await run.StopAsync() != 0)
            throw new InvalidOperationException(log);
        await using var verify = installation.Start("audit", "verify");
        return new()
        {
            People = 2 * Visits + Desks, Answers = answers.ByStatus(), Locked = answers.Locked + log.Split("database is locked").Length - 1,
            Cores = cores, Seconds = took.TotalSeconds, MiB = now, FilesMiB = files, MostMiB = most, IsRecordGreen = await verify.EndAsync() == 0,
        };
    }

    private async Task FurnishAsync()
    {
        // The program has the machine's clock, and the doors stay open meanwhile.
        clinic.Clock.SetUtcNow(DateTimeOffset.UtcNow);
        var startsAt = clinic.Now.Date.AddMinutes(5 * Math.Ceiling(clinic.Now.TimeOfDay.TotalMinutes / 5) + 5);
        for (var i = 0; i < Visits; i++)
        {
            var (patient, specialist) = (await clinic.AddAsync(Roles.Patient, $"Paciente {i}"), await clinic.AddAsync(Roles.Specialist, $"Especialista {i}"));
            await clinic.WorkAsync(specialist, [.. Enum.GetNames<DayOfWeek>().Select(day => $"{day} 0:00-0:00")]);
            visits.Add((patient, specialist, (await clinic.BookAsync(startsAt, patient: patient, specialist: specialist)).PublicId));
        }

        for (var i = 0; i < Desks; i++)
            reception.Add(await clinic.AddAsync(Roles.Administrator, $"Recepción {i}"));
        await installation.TakeFromAsync(clinic);
    }

    private async Task PatientAsync(ClinicUser patient, string visit, Random chance, int rounds)
    {
        Visitor? me = null;
        for (var round = 0; round < rounds; round++)
        {
            me = await SignedInAsync(patient, me, round);
            await me.OpenAsync("/Appointments");
            await EnterAsync(me, visit);
            // Who, which day, which hour, how: and another hour after that.
            var check = await ChooseAsync(me, await me.OpenAsync("/Appointments/Choose"), 4, chance);
            if (!check.Has("input[name=Minutes]"))
                continue;
            // Whoever was too late is told so on the same page.
            if (await check.SubmitAsync("Minutes") is not { Status: HttpStatusCode.OK } booked)
                continue;
            var other = await ChooseAsync(me, await me.OpenAsync($"{booked.Path}/Move"), 2, chance);
            if (other.Has("[name='Input.Reason']"))
                await other.SubmitAsync("Input.Reason", ("Input.Reason", "WorkOrTravel"));
            await me.OpenAsync("/MyData");
        }
    }

    private async Task SpecialistAsync(ClinicUser specialist, string visit)
    {
        Visitor? me = null;
        for (var round = 0; round < Rounds; round++)
        {
            me = await SignedInAsync(specialist, me, round);
            await me.OpenAsync("/Today");
            await EnterAsync(me, visit);
            foreach (var page in new[] { "/Appointments", "/Today/Week", "/Patients", "/Hours" })
                await me.OpenAsync(page);
        }
    }

    private async Task ReceptionAsync(ClinicUser administrator, Random chance, int rounds)
    {
        Visitor? me = null;
        for (var round = 0; round < rounds; round++)
        {
            me = await SignedInAsync(administrator, me, round);
            var (patient, specialist) = (visits[chance.Next(Visits)].Patient, visits[chance.Next(Visits)].Specialist);
            var form = await me.OpenAsync($"/Appointments/Book?PatientId={patient.Id}&SpecialistId={specialist.Id}");
            var booked = await form.SubmitAsync("Input.PatientId", [("Input.PatientId", patient.Id), ("Input.SpecialistId", specialist.Id), .. HourOf(chance)]);
            if (booked.Status == HttpStatusCode.OK && await me.OpenAsync($"{booked.Path}/Move") is var move && move.Has("[name='Input.Hour.Time']"))
                await move.SubmitAsync("Input.Hour.Time", [.. HourOf(chance), ("Input.Reason", "Other")]);
            foreach (var page in Overviews)
                await me.OpenAsync($"/Admin/{page}");
        }
    }

    private async Task BackUpAsync()
    {
        await using var backup = installation.Start("backup", "--to", Path.Combine(installation.Folder, "backups"));
        if (await backup.EndAsync() != 0)
            throw new InvalidOperationException(backup.Said);
    }

    private async Task<Visitor> SignedInAsync(ClinicUser person, Visitor? before, int round)
    {
        if (before is not null && round % RoundsPerSignIn != 0)
            return before;
        var me = new Visitor(address, answers);
        await me.SignInAsync(person.Email!, TestClinic.Password);
        return me;
    }

    private static async Task EnterAsync(Visitor me, string visit)
    {
        await (await me.OpenAsync($"/Visits/{visit}/Join")).SubmitAsync("Entrar");
        for (var asked = 0; asked < 3; asked++)
            (await me.SendAsync(HttpMethod.Get, $"/Visits/{visit}/Status")).Dispose();
    }

    private static async Task<Page> ChooseAsync(Visitor me, Page page, int steps, Random chance)
    {
        for (var step = 0; step < steps && page.Document.QuerySelectorAll(".choices a").OfType<IHtmlAnchorElement>().ToList() is { Count: > 0 } choices; step++)
            page = await me.OpenAsync(choices[chance.Next(choices.Count)].Href);
        return page;
    }

    private (string, string)[] HourOf(Random chance) =>
    [
        ("Input.Hour.Date", DateOnly.FromDateTime(clinic.Now).AddDays(chance.Next(2, 40)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        ("Input.Hour.Time", new TimeOnly(chance.Next(8, 20), 5 * chance.Next(12)).ToString("HH:mm", CultureInfo.InvariantCulture)),
        ("Input.Hour.Minutes", "30"),
    ];
}
