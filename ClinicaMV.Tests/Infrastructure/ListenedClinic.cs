using System.Collections.Concurrent;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace ClinicaMV.Tests.Infrastructure;

/// <summary>Every line that the application logs, as it is written in Production.</summary>
public sealed class Said : ConcurrentQueue<string>, ILogEventSink
{
    private readonly LogRedaction.Formatter formatter = new(new RenderedCompactJsonFormatter());

    public void Emit(LogEvent line)
    {
        using var text = new StringWriter();
        formatter.Format(line, text);
        Enqueue(text.ToString());
    }
}

public sealed class ListenedClinic : SqliteClinic
{
    public Said Said { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.AddSingleton<ILogEventSink>(Said));
    }
}

public sealed class ListenedPostgresClinic : PostgresClinic
{
    public Said Said { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.AddSingleton<ILogEventSink>(Said));
    }
}
