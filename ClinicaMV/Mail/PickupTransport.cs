using ClinicaMV.Data;
using MimeKit;

namespace ClinicaMV.Mail;

/// <summary>Leaves each mail as an <c>.eml</c> file under the data directory, where <c>/Mailbox</c> shows it.</summary>
public sealed class PickupTransport(DataDirectory data, TimeProvider clock) : IMailTransport
{
    private readonly string folder = data.Folder("mail");

    public async Task SendAsync(MimeMessage message, CancellationToken cancel)
    {
        var name = $"{clock.GetUtcNow():yyyyMMdd-HHmmss-fff}-{PublicId.New()[..8]}.eml";
        var unfinished = Path.Combine(folder, name + ".tmp");
        await message.WriteToAsync(unfinished, cancel);
        File.Move(unfinished, Path.Combine(folder, name));
    }

    public IReadOnlyList<string> Newest(int count)
        => [.. Directory.GetFiles(folder, "*.eml").Select(Path.GetFileName).OrderDescending(StringComparer.Ordinal).Take(count)!];

    /// <summary>The message of that file name; <see langword="null"/> when there is none, or the name is a path.</summary>
    public MimeMessage? Open(string name)
    {
        var file = Path.Combine(folder, name);
        return name == Path.GetFileName(name) && name.EndsWith(".eml", StringComparison.Ordinal) && File.Exists(file)
            ? MimeMessage.Load(file)
            : null;
    }
}
