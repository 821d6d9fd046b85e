using System.Net;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Commands;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MimeKit;

namespace ClinicaMV.Tests.Mail;

/// <summary>
/// S23: the reception books at the built program, which is killed at random instants and started again. Afterwards another host over
/// the same database, who knows nothing of the jobs that were waiting, sends what is owed.
/// </summary>
internal sealed class MailKills(Installation installation, TestClinic people)
{
    private const int ADay = 32;
    private const int Minutes = 15;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);
    private static readonly TimeOnly Opening = new(9, 0);

    private readonly HashSet<string> acknowledged = [];
    private int attempts;

    public static async Task<KillFigures> OnSqliteAsync(int kills)
    {
        using var installation = Installation.ForDevelopment().With("Clinic:Demo", "false");
        TestClinic people = new SqliteClinic(), after = new SqliteClinic();
        await people.InitializeAsync();
        await people.DisposeAsync();
        CopyDatabase(people.Folder, Directory.CreateDirectory(installation.Data).FullName);
        var run = new MailKills(installation, people);
        await run.KillAsync(kills);
        CopyDatabase(installation.Data, after.Folder);
        after.Configure("Database:Provider", "Sqlite");
        var figures = await run.FiguresAsync(kills, after);
        await ((IAsyncLifetime)after).DisposeAsync();
        await ((IAsyncLifetime)people).DisposeAsync();
        return figures;
    }

    public static async Task<KillFigures> OnPostgreSqlAsync(int kills)
    {
        TestClinic clinic = new PostgresClinic();
        await clinic.InitializeAsync();
        var database = clinic.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        using var installation = Installation.ForDevelopment().With("Clinic:Demo", "false")
            .With("Database:Provider", $"{database.Provider}").With("Database:ConnectionString", database.ConnectionString);
        var run = new MailKills(installation, clinic);
        await run.KillAsync(kills);
        var figures = await run.FiguresAsync(kills, clinic);
        await ((IAsyncLifetime)clinic).DisposeAsync();
        return figures;
    }

    private async Task KillAsync(int kills)
    {
        for (var kill = 0; kill < kills; kill++)
        {
            await using var run = installation.Start();
            var delia = new Visitor(await run.ListeningAsync(), new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
            await delia.SignInAsync(people.Delia.Email!, TestClinic.Password);
            var form = (await delia.OpenAsync($"/Appointments/Book?PatientId={people.Ana.Id}")).Is(HttpStatusCode.OK);

            var warm = new TaskCompletionSource();
            var booking = BookUntilKilledAsync(form, warm);
            // The first booking of a process takes longer than all the others that it lives to see.
            await Task.WhenAny(warm.Task, booking);
            await Task.Delay(Longest * Random.Shared.NextDouble());
            await run.KillAsync();
            await booking;
        }
    }

    private async Task BookUntilKilledAsync(Page form, TaskCompletionSource warm)
    {
        try
        {
            while (true)
            {
                using var response = await form.SubmitOnceAsync("Input.PatientId", NextHour());
                Assert.NotNull(response.Headers.Location);
                acknowledged.Add(response.Headers.Location.ToString().Split('/')[^1]);
                warm.TrySetResult();
            }
        }
        catch (HttpRequestException)
        {
            // It is dead.
        }
    }

    private (string, string)[] NextHour()
    {
        var (day, turn) = Math.DivRem(attempts++, ADay);
        return
        [
            ("Input.PatientId", people.Ana.Id), ("Input.SpecialistId", people.Bruno.Id),
            ("Input.Hour.Date", DateOnly.FromDateTime(DateTime.UtcNow).AddDays(7 + day).ToString("yyyy-MM-dd")),
            ("Input.Hour.Time", Opening.AddMinutes(turn * Minutes).ToString("HH:mm")), ("Input.Hour.Minutes", $"{Minutes}"),
        ];
    }

    private async Task<KillFigures> FiguresAsync(int kills, TestClinic after)
    {
        // No lease of those who died lasts so long.
        after.Clock.SetUtcNow(DateTimeOffset.UtcNow.AddMinutes(10));
        await after.SendAsync();
        var (booked, owed) = await after.InAsync<ClinicDb, (List<string>, List<OutgoingMail>)>(async db =>
            (await db.Appointments.Select(a => a.PublicId).ToListAsync(), await db.OutgoingMail.AsNoTracking().Include(m => m.Appointment).ToListAsync()));
        var delivered = new[] { installation.Data, after.Folder }.SelectMany(Delivered).GroupBy(id => id).ToDictionary(g => g.Key, g => g.Count());
        return new()
        {
            Kills = kills,
            Acknowledged = acknowledged.Count,
            Forgotten = acknowledged.Except(booked).Count(),
            Booked = booked.Count,
            WithoutMail = booked.Count(id => !owed.Where(m => m.Appointment?.PublicId == id).GroupBy(m => (m.Kind, m.Minutes)).Select(g => g.Count()).SequenceEqual([2, 2, 2])),
            Lost = owed.Count(m => m.Kind == MailKind.AppointmentBooked && (m.State != MailState.Sent || !delivered.ContainsKey(m.MessageId))),
            Doubled = delivered.Count(d => d.Value > 1),
        };
    }

    private static IEnumerable<string> Delivered(string folder)
        => Directory.Exists(Path.Combine(folder, "mail"))
            ? Directory.GetFiles(Path.Combine(folder, "mail"), "*.eml").Select(file => MimeMessage.Load(file).MessageId!.Split('@')[0])
            : [];

    // The file, what is not yet in it, and the keys beside it.
    private static void CopyDatabase(string from, string to)
    {
        string[] names = ["clinica.db", "clinica.db-wal", .. Directory.GetFiles(Path.Combine(from, "keys")).Select(key => Path.GetRelativePath(from, key))];
        Directory.CreateDirectory(Path.Combine(to, "keys"));
        foreach (var name in names.Where(name => File.Exists(Path.Combine(from, name))))
            File.Copy(Path.Combine(from, name), Path.Combine(to, name), overwrite: true);
    }
}
