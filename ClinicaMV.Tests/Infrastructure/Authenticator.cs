using ClinicaMV.Accounts.SecondSteps;
using ClinicaMV.Data;

namespace ClinicaMV.Tests.Infrastructure;

/// <summary>The app on somebody's telephone: it knows the key that the page showed, and a clock.</summary>
public sealed class Authenticator
{
    private readonly byte[] key = new byte[Totp.KeyBytes];

    private Authenticator(string keyText, IReadOnlyList<string> recoveryCodes)
    {
        Assert.True(Base32.TryDecode(keyText.ToLowerInvariant(), key));
        RecoveryCodes = recoveryCodes;
    }

    /// <summary>What the page showed once.</summary>
    public IReadOnlyList<string> RecoveryCodes { get; }

    public string CodeAt(DateTime instant) => Totp.CodeAt(key, Totp.StepAt(instant));

    /// <summary>The app has been told the key that stands on the page.</summary>
    public static Authenticator With(string keyText) => new(keyText.Replace(" ", ""), []);

    /// <summary>The person sets it up, as the page asks.</summary>
    public static async Task<Authenticator> SetUpAsync(Visitor visitor, DateTime now)
    {
        var form = (await visitor.OpenAsync("/Account/Authenticator")).IsAt("/Account/Authenticator");
        var keyText = form.Document.QuerySelector(".setup-key")!.TextContent.Replace(" ", "");
        var app = With(keyText);
        var done = await form.SubmitAsync("Input.Code", ("Input.Code", app.CodeAt(now)));
        return new(keyText, [.. done.Document.QuerySelectorAll(".recovery-codes code").Select(c => c.TextContent)]);
    }
}
