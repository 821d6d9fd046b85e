using System.Net;
using System.Net.Sockets;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Commands;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Tests.Mail;

/// <summary>
/// The built program over a clinic's database, sending to a real SMTP server in this process, started and ended again and again while
/// the reception books. Afterwards another host over the same database, which knows nothing of the jobs that were waiting, can be opened.
/// </summary>
internal sealed class InterruptedClinic : IAsyncDisposable
{
    private readonly Installation installation = Installation.ForDevelopment();
    private readonly TestClinic people;
    private readonly TestClinic after;

    private InterruptedClinic(TestClinic people, TestClinic after)
    {
        (this.people, this.after, Reception) = (people, after, new(people));
        installation.With("Clinic:Demo", "false").With("URLS", $"http://127.0.0.1:{FreePort()}").SendingTo(Smtp);
        after.SendsTo(Smtp);
    }

    public SmtpServer Smtp { get; } = new();

    public Reception Reception { get; }

    /// <param name="prepare">Done with the data directory before anything lies in it.</param>
    public static async Task<InterruptedClinic> OnSqliteAsync(Action<string>? prepare = null)
    {
        var clinic = new InterruptedClinic(new SqliteClinic(), new SqliteClinic());
        await clinic.people.InitializeAsync();
        await clinic.people.DisposeAsync();
        prepare?.Invoke(clinic.installation.Data);
        CopyDatabase(clinic.people.Folder, Directory.CreateDirectory(clinic.installation.Data).FullName);
        return clinic;
    }

    public static async Task<InterruptedClinic> OnPostgreSqlAsync()
    {
        TestClinic both = new PostgresClinic();
        var clinic = new InterruptedClinic(both, both);
        await both.InitializeAsync();
        clinic.installation.On(both.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value);
        return clinic;
    }

    /// <param name="bookers">So many people book at the same time.</param>
    /// <param name="longest">At a random instant up to so long after the first booking it is ended.</param>
    public async Task RunAsync(int bookers, TimeSpan longest, Func<ProgramRun, Task> end)
    {
        await using var run = installation.Start();
        await Reception.OpenAsync(await run.ListeningAsync());
        var warm = new TaskCompletionSource();
        var booking = Task.WhenAll(Enumerable.Range(0, bookers).Select(_ => Reception.BookUntilGoneAsync(warm)));
        await Task.WhenAny(warm.Task, booking);
        await Task.Delay(longest * Random.Shared.NextDouble());
        await end(run);
        await booking;
    }

    /// <summary>Takes PostgreSQL's database from it, until what it gives is disposed.</summary>
    public Task<IAsyncDisposable> TakeDatabaseAsync()
        => TestPostgres.TakeAwayAsync(new Npgsql.NpgsqlConnectionStringBuilder(people.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString).Database!);

    /// <summary>Waits until the program has sent all mail about what was booked, or the patience has an end.</summary>
    /// <returns>How many are left.</returns>
    public async Task<int> LeftAfterAsync(TimeSpan patience)
    {
        for (var until = DateTime.UtcNow + patience; ; await Task.Delay(TimeSpan.FromSeconds(1)))
        {
            var left = await ReadAsync(db => db.OutgoingMail.CountAsync(m => m.Kind == MailKind.AppointmentBooked && m.State != MailState.Sent));
            if (left == 0 || DateTime.UtcNow >= until)
                return left;
        }
    }

    /// <summary>What the database holds while no program runs.</summary>
    public async Task<T> ReadAsync<T>(Func<ClinicDb, Task<T>> read)
    {
        if (people is not SqliteClinic)
            return await people.InAsync(read);

        await using var db = new SqliteClinicDb(new DbContextOptionsBuilder<SqliteClinicDb>().UseSqlite($"Data Source={installation.DatabaseFile};Pooling=False")
            .UseApplicationServiceProvider(TestModel.Services).Options);
        return await read(db);
    }

    /// <summary>A host that finds the database as it was left, ten minutes later: no lease of those who are gone lasts so long.</summary>
    public TestClinic Reopen()
    {
        if (people is SqliteClinic)
        {
            CopyDatabase(installation.Data, after.Folder);
            after.Configure("Database:Provider", "Sqlite");
        }

        after.Clock.SetUtcNow(DateTimeOffset.UtcNow.AddMinutes(10));
        return after;
    }

    public async ValueTask DisposeAsync()
    {
        await ((IAsyncLifetime)after).DisposeAsync();
        if (people != after)
            await ((IAsyncLifetime)people).DisposeAsync();
        await Smtp.DisposeAsync();
        installation.Dispose();
    }

    // The same for every start, or the form of the reception would lead nowhere.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // The file, what is not yet in it, and the keys beside it.
    private static void CopyDatabase(string from, string to)
    {
        string[] names = ["clinica.db", "clinica.db-wal", .. Directory.GetFiles(Path.Combine(from, "keys")).Select(key => Path.GetRelativePath(from, key))];
        Directory.CreateDirectory(Path.Combine(to, "keys"));
        foreach (var name in names.Where(name => File.Exists(Path.Combine(from, name))))
            File.Copy(Path.Combine(from, name), Path.Combine(to, name), overwrite: true);
    }
}
