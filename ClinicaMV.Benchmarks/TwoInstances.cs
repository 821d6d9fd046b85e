using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Operating;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Benchmarks;

/// <summary>Two instances of one clinic behind a proxy, over its database and its clock, each with its jobs; each can be started again under way.</summary>
internal sealed class TwoInstances(PostgresClinic clinic, SmtpServer smtp) : IAsyncDisposable
{
    private readonly List<Instance> running = [];
    private AlternatingProxy? proxy;

    public AlternatingProxy Proxy => proxy ?? throw new InvalidOperationException("The instances have not been started.");

    public TwoInstances Start()
    {
        running.AddRange([StartOne(), StartOne()]);
        proxy = new(running.Select(i => new Uri(i.Address)));
        return this;
    }

    public async Task RestartAsync(int index)
    {
        Proxy.LeaveOut(index);
        await Task.Delay(TimeSpan.FromSeconds(1)); // what it was asked before is answered
        await running[index].DisposeAsync();
        running[index] = StartOne();
        Proxy.TakeIn(index, new Uri(running[index].Address));
    }

    public static void SendTo(SmtpServer smtp, TestClinic clinic, string folder)
    {
        foreach (var (key, value) in new Dictionary<string, string>
        {
            ["Mail:Transport"] = "Smtp", ["Mail:Host"] = smtp.Host, ["Mail:Port"] = $"{smtp.Port}", ["Mail:Security"] = "StartTls", ["Mail:User"] = smtp.User,
            ["Mail:Password"] = smtp.Password, ["Mail:From"] = "citas@clinica.test", ["Mail:TrustedRootFile"] = smtp.TrustedBy(folder),
        })
            clinic.Configure(key, value);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in running)
            await instance.DisposeAsync();
    }

    private Instance StartOne()
    {
        var database = clinic.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        var instance = new Instance { Clock = clinic.Clock };
        instance.Configure("Database:Provider", $"{database.Provider}");
        instance.Configure("Database:ConnectionString", database.ConnectionString);
        SendTo(smtp, instance, clinic.Folder);
        _ = instance.Address;
        instance.Work();
        return instance;
    }

    private sealed class Instance : TestClinic
    {
        private readonly TaskCompletionSource over = new();
        private Task jobs = Task.CompletedTask;

        public Instance() => UseKestrel(0);

        public void Work() => jobs = WithJobsAsync(() => over.Task);

        public override async ValueTask DisposeAsync()
        {
            over.TrySetResult();
            await jobs;
            await base.DisposeAsync();
        }

        protected override Task<IReadOnlyDictionary<string, string>> DatabaseSettingsAsync() => throw new NotSupportedException();
    }
}
