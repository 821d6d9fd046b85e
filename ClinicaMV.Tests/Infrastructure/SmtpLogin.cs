using System.Text;

namespace ClinicaMV.Tests.Infrastructure;

/// <summary>AUTH PLAIN (RFC 4616) and the older LOGIN: what a client says of itself, not yet checked.</summary>
internal sealed class SmtpLogin(Func<string, Task<bool>> say, Func<Task<string?>> read)
{
    public async Task<(string Name, string Password)?> AskAsync(string request)
    {
        var (mechanism, initial) = Split(request);
        return mechanism switch
        {
            "PLAIN" => await PlainAsync(initial),
            "LOGIN" => await LoginAsync(initial),
            _ => null
        };
    }

    public static (string Word, string Remainder) Split(string line)
    {
        var space = line.IndexOf(' ');
        return space < 0 ? (line.ToUpperInvariant(), "") : (line[..space].ToUpperInvariant(), line[(space + 1)..].Trim());
    }

    private async Task<(string, string)?> PlainAsync(string initial) =>
        (await CredentialAsync(initial, ""))?.Split('\0') is [_, var name, var password] ? (name, password) : null;

    private async Task<(string, string)?> LoginAsync(string initial) =>
        await CredentialAsync(initial, "Username:") is { } name && await CredentialAsync("", "Password:") is { } password
            ? (name, password)
            : null;

    private async Task<string?> CredentialAsync(string given, string question)
    {
        if (given.Length == 0)
        {
            await say($"334 {Convert.ToBase64String(Encoding.ASCII.GetBytes(question))}");
            given = await read() ?? "";
        }
        var bytes = new byte[given.Length];
        return Convert.TryFromBase64String(given, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
