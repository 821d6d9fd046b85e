using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace ClinicaMV.Web;

/// <summary>
/// Takes out of each line what the framework adds to it: the path, which can hold a room, a code or the secret of a calendar. Where the
/// endpoint is marked <see cref="RedactAttribute"/>, a failure loses its words, which may quote what was asked.
/// </summary>
public sealed class LogRedaction(IHttpContextAccessor request) : ILogEventEnricher
{
    private const string Mark = "Redacted";
    private static readonly string[] Paths = ["RequestPath", "Path", "QueryString", "Host"];

    public void Enrich(LogEvent line, ILogEventPropertyFactory properties)
    {
        foreach (var name in Paths)
            line.RemovePropertyIfPresent(name);
        if (line.Exception is not null && request.HttpContext?.AskedEndpoint()?.Metadata.GetMetadata<RedactAttribute>() is not null)
            line.AddPropertyIfAbsent(new(Mark, new ScalarValue(true)));
    }

    /// <summary>Writes lines as <paramref name="inner"/> does, and those that are marked without the words of the failure.</summary>
    public sealed class Formatter(ITextFormatter inner) : ITextFormatter
    {
        public void Format(LogEvent line, TextWriter output)
            => inner.Format(line.Exception is { } failure && line.Properties.ContainsKey(Mark) ? Wordless(line, failure) : line, output);

        private static LogEvent Wordless(LogEvent line, Exception failure) => new(line.Timestamp, line.Level, new WordlessException(failure),
            line.MessageTemplate, line.Properties.Select(p => new LogEventProperty(p.Key, p.Value)));
    }

    private sealed class WordlessException(Exception failure) : Exception
    {
        public override string ToString()
        {
            var lines = new List<string>();
            for (var one = failure; one is not null; one = one.InnerException)
                lines.Add($"{one.GetType()}{Environment.NewLine}{one.StackTrace}");
            return string.Join($"{Environment.NewLine}caused by ", lines);
        }
    }
}
