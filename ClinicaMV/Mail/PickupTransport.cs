using ClinicaMV.Data;
using Microsoft.Extensions.Options;
using MimeKit;

namespace ClinicaMV.Mail;

/// <summary>Leaves each mail as an <c>.eml</c> file under the data directory, where <c>/Mailbox</c> shows it.</summary>
public sealed class PickupTransport(DataDirectory data, IOptions<MailOptions> options, IHostEnvironment environment, TimeProvider clock) : IMailTransport, IMailConnection
{
    // RFC 5322 §2.1: the body has them in any case.
    private static readonly FormatOptions WholeLines = NewFormat();

    // Made when the first mail comes: most clinics never have one.
    private string Folder => data.Folder("mail");

    /// <summary>Whether people may look into the folder: in Development, when mail goes there.</summary>
    public bool HasMailbox => environment.IsDevelopment() && options.Value.Transport == MailTransportKind.Pickup;

    public IMailConnection Connection() => this;

    public Task OpenAsync(CancellationToken cancel) => Task.CompletedTask;

    public async Task SendAsync(MimeMessage message, CancellationToken cancel)
    {
        var name = $"{clock.GetUtcNow():yyyyMMdd-HHmmss-fff}-{PublicId.New()[..8]}.eml";
        var unfinished = Path.Combine(Folder, name + ".tmp");
        await message.WriteToAsync(WholeLines, unfinished, cancel);
        File.Move(unfinished, Path.Combine(Folder, name));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public IReadOnlyList<string> Newest(int count)
        => [.. Directory.GetFiles(Folder, "*.eml").Select(Path.GetFileName).OrderDescending(StringComparer.Ordinal).Take(count)!];

    /// <summary>The message of that file name; <see langword="null"/> when there is none, or the name is a path.</summary>
    public MimeMessage? Open(string name)
    {
        var file = Path.Combine(Folder, name);
        return name == Path.GetFileName(name) && name.EndsWith(".eml", StringComparison.Ordinal) && File.Exists(file)
            ? MimeMessage.Load(file)
            : null;
    }

    private static FormatOptions NewFormat()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        return format;
    }
}
