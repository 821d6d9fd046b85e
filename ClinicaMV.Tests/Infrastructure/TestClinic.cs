using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Jitsi;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Appointments;
using Hangfire;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using MimeKit;

namespace ClinicaMV.Tests.Infrastructure;

/// <summary>
/// The application with a clinic of its own: a database that was migrated once and copied, four people, and a clock that
/// moves when the test says so. Everything else is real. One per test class.
/// </summary>
public abstract class TestClinic : WebApplicationFactory<Program>, IAsyncLifetime
{
    public const string Password = "una frase larga y facil";

    /// <summary>Monday, ten in the morning in Madrid.</summary>
    public static readonly DateTime Start = new(2026, 11, 23, 9, 0, 0, DateTimeKind.Utc);

    private static readonly Lazy<string> PasswordHash = new(() =>
        new PasswordHasher<ClinicUser>().HashPassword(ClinicUser.WithEmail("", "", "es"), Password));

    private readonly Dictionary<string, string?> settings = [];
    private readonly List<ServiceDescriptor> jobServers = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("clinicamv-test-").FullName;

    public FakeTimeProvider Clock { get; init; } = new(new DateTimeOffset(Start));

    public DateTime Now => Clock.GetUtcNow().UtcDateTime;

    /// <summary>Ten in the morning of the next day, with an empty diary.</summary>
    public DateTime NewDay()
    {
        Clock.SetUtcNow(new DateTimeOffset(Now.Date.AddDays(1) + Start.TimeOfDay, TimeSpan.Zero));
        using var scope = Services.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<ClinicDb>();
        db.OutgoingMail.ExecuteDelete();
        db.Appointments.ExecuteDelete();
        return Now;
    }

    /// <summary>Where browsers find it; only of a clinic that listens on a real socket.</summary>
    public string Address
    {
        get
        {
            StartServer();
            return ClientOptions.BaseAddress.ToString();
        }
    }

    public ClinicUser Ana { get; private set; } = null!;

    public ClinicUser Carla { get; private set; } = null!;

    public ClinicUser Bruno { get; private set; } = null!;

    public ClinicUser Elena { get; private set; } = null!;

    public ClinicUser Delia { get; private set; } = null!;

    /// <summary>To be called before the first request.</summary>
    public void Configure(string key, string? value) => settings[key] = value;

    public async Task InitializeAsync()
    {
        foreach (var (key, value) in await DatabaseSettingsAsync())
            settings.TryAdd(key, value);
        await InAsync<ClinicDb>(async db =>
        {
            var normalizer = new UpperInvariantLookupNormalizer();
            Ana = Add("Ana García Ruiz", "ana@example.test", Roles.Patient);
            Carla = Add("Carla Pons Vidal", "carla@example.test", Roles.Patient, "en");
            Bruno = Add("Bruno Herrera", "bruno@example.test", Roles.Specialist);
            Elena = Add("Elena Vázquez", "elena@example.test", Roles.Specialist);
            Delia = Add("Delia Ortiz", "delia@example.test", Roles.Administrator);
            await db.SaveChangesAsync();

            ClinicUser Add(string name, string email, string role, string language = "es")
            {
                var user = new NewPerson(name, email, role, language).AddTo(db, normalizer);
                user.PasswordHash = PasswordHash.Value;
                user.EmailConfirmed = true;
                return user;
            }
        });
    }

    public async Task<T> InAsync<TService, T>(Func<TService, Task<T>> work) where TService : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public Task InAsync<TService>(Func<TService, Task> work) where TService : notnull
        => InAsync<TService, bool>(async service =>
        {
            await work(service);
            return true;
        });

    /// <summary>An appointment of Ana with Bruno unless said otherwise, booked as the reception books.</summary>
    public async Task<Appointment> BookAsync(DateTime startsAt, Modality modality = Modality.Video, int minutes = 45,
        ClinicUser? patient = null, ClinicUser? specialist = null, DiaryRefusal? expect = null)
    {
        var answer = await InAsync<Diary, DiaryAnswer>(diary => diary.BookAsync(
            (patient ?? Ana).Id, (specialist ?? Bruno).Id, new(startsAt, TimeSpan.FromMinutes(minutes), modality), Actor.System, default));
        Assert.Equal(expect, answer.Refusal);
        return answer.Appointment!;
    }

    /// <summary>Gives a specialist, who has none at first, hours: "Monday 9:00-14:00".</summary>
    public Task WorkAsync(ClinicUser specialist, params string[] week)
        => InAsync<HoursKeeper>(keeper => keeper.SetAsync(specialist.Id, Specialists.Week(week), new(), Actor.System, default));

    public Task MoveAsync(Appointment appointment, DateTime startsAt, Modality? modality = null, int? minutes = null) => ChangeAsync(appointment, (diary, current)
        => diary.MoveAsync(current, current.Version, new(startsAt, minutes is { } m ? TimeSpan.FromMinutes(m) : current.Length, modality ?? current.Modality), ChangeReason.Other, Actor.System, default));

    public Task ReassignAsync(Appointment appointment, ClinicUser specialist) => ChangeAsync(appointment, (diary, current)
        => diary.ReassignAsync(current, current.Version, specialist.Id, ChangeReason.Other, Actor.System, default));

    public Task CancelAsync(Appointment appointment) => ChangeAsync(appointment, (diary, current)
        => diary.CancelAsync(current, current.Version, ChangeReason.Other, Actor.System, default));

    public Task MarkAsync(Appointment appointment, AppointmentStatus mark) => ChangeAsync(appointment, (diary, current)
        => diary.MarkAsync(current, current.Version, mark, Actor.System, default));

    public Task<Appointment> ReadAsync(Appointment appointment)
        => InAsync<ClinicDb, Appointment>(db => db.Appointments.AsNoTracking().WithPeople().Include(a => a.Slots).SingleAsync(a => a.Id == appointment.Id));

    /// <summary>Without the lines that only say that somebody has looked at its page.</summary>
    public Task<List<AuditEvent>> RecordOfAsync(Appointment appointment)
        => InAsync<ClinicDb, List<AuditEvent>>(db => db.AuditEvents.AsNoTracking()
            .Where(e => e.AppointmentId == appointment.PublicId && !(e.Kind == AuditKind.AppointmentOpened && e.Outcome == AuditOutcome.Allowed)).OrderBy(e => e.Id).ToListAsync());

    /// <summary>Jobs run by themselves while that is done, as they do in a clinic.</summary>
    public async Task WithJobsAsync(Func<Task> work)
    {
        var servers = new List<IHostedService>();
        try
        {
            servers.AddRange(jobServers.Select(s => (IHostedService)s.ImplementationFactory!(Services)));
            foreach (var server in servers)
                await server.StartAsync(default);
            await work();
        }
        finally
        {
            foreach (var server in servers)
                await server.StopAsync(default);
        }
    }

    /// <summary>Lets the postman run, and gives what lies in the pickup folder, oldest first; of the same second, to one reader, what was owed first.</summary>
    public async Task<IReadOnlyList<MimeMessage>> DeliverAsync()
    {
        await InAsync<AnswerRequests>(job => job.RunAsync(default));
        await InAsync<SendOutgoingMail>(job => job.RunAsync(default));
        var folder = Path.Combine(Folder, "mail");
        if (!Directory.Exists(folder))
            return [];

        var owed = await InAsync<ClinicDb, Dictionary<string, long>>(db => db.OutgoingMail.GroupBy(m => m.MessageId).ToDictionaryAsync(g => g.Key, g => g.Max(m => m.Id)));
        return [.. Directory.GetFiles(folder, "*.eml").Select(f => MimeMessage.Load(f)).OrderBy(m => m.Date).ThenBy(m => m.To.ToString())
            .ThenBy(m => owed.GetValueOrDefault(m.MessageId!.Split('@')[0]))];
    }

    /// <summary>The newest mail to that person.</summary>
    public async Task<MimeMessage> MailToAsync(ClinicUser person)
        => (await DeliverAsync()).Last(m => m.To.Mailboxes.Single().Address == person.Email);

    public Visitor Visitor(string language = "es") => new(this, language);

    public async Task<Visitor> SignedInAsync(ClinicUser person, string language = "es")
    {
        var visitor = Visitor(language);
        await visitor.SignInAsync(person.Email!, Password);
        return visitor;
    }

    private async Task ChangeAsync(Appointment appointment, Func<Diary, Appointment, Task<DiaryAnswer>> change)
    {
        await using var scope = Services.CreateAsyncScope();
        var current = await scope.ServiceProvider.GetRequiredService<ClinicDb>().Appointments.WithPeople().SingleAsync(a => a.Id == appointment.Id);
        var answer = await change(scope.ServiceProvider.GetRequiredService<Diary>(), current);
        Assert.Null(answer.Refusal);
    }

    protected abstract Task<IReadOnlyDictionary<string, string>> DatabaseSettingsAsync();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(Environments.Development);
        builder.UseSetting("Clinic:Demo", "false");
        builder.UseSetting("Clinic:PublicUrl", "http://localhost/");
        builder.UseSetting("Database:DataDirectory", Folder);
        foreach (var (key, value) in settings)
            builder.UseSetting(key, value);
        builder.ConfigureTestServices(services =>
        {
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
            services.Replace(ServiceDescriptor.Singleton(new JitsiServerClient(Indoors())));
            // Jobs run when a test calls them; what rings the bell still rings it.
            foreach (var server in services.Where(s => s.ServiceType == typeof(IHostedService)
                && (s.ImplementationFactory?.Method.Module.Assembly ?? s.ImplementationType?.Assembly) == typeof(BackgroundJobServerHostedService).Assembly).ToList())
            {
                services.Remove(server);
                jobServers.Add(server);
            }
        });
    }

    // No test asks a video server outside this machine.
    private static SocketsHttpHandler Indoors() => new()
    {
        AllowAutoRedirect = false,
        ConnectCallback = async (asked, cancel) =>
        {
            if (asked.DnsEndPoint.Host != "localhost")
                throw new SocketException((int)SocketError.HostNotFound);

            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, asked.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await DropAsync();
        Directory.Delete(Folder, recursive: true);
    }

    protected virtual Task DropAsync() => Task.CompletedTask;
}
