using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace ClinicaMV.Jitsi;

/// <summary>
/// The few stanzas with which a browser enters a Jitsi room, over BOSH (XEP-0124, XEP-0206): open, SASL ANONYMOUS with the token in
/// the address, bind, ask the focus for the conference, join.
/// </summary>
/// <param name="http">No answer takes longer than it waits.</param>
/// <param name="address">Of the endpoint, with room and token in its query. Never to be logged.</param>
public sealed class BoshSession(HttpClient http, string address, string domain, TimeProvider clock) : IAsyncDisposable
{
    private static readonly XNamespace Bosh = "http://jabber.org/protocol/httpbind";
    private static readonly XNamespace Xbosh = "urn:xmpp:xbosh";
    private static readonly XNamespace Sasl = "urn:ietf:params:xml:ns:xmpp-sasl";
    private static readonly XNamespace Bind = "urn:ietf:params:xml:ns:xmpp-bind";
    private static readonly XNamespace Client = "jabber:client";
    private static readonly XNamespace Focus = "http://jitsi.org/protocol/focus";
    private static readonly XNamespace Muc = "http://jabber.org/protocol/muc";
    private static readonly XNamespace MucUser = "http://jabber.org/protocol/muc#user";

    // Prosody itself waits 20 s for the clinic's word on a reservation, and for the key server's on a key.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private long rid = RandomNumberGenerator.GetInt32(1_000_000, int.MaxValue);
    private string? sid;
    private string self = "";

    /// <returns>The server's words of refusal; <see langword="null"/> when it let us in.</returns>
    /// <exception cref="JitsiUnreachable">It said neither yes nor no.</exception>
    public async Task<string?> SignInAsync(CancellationToken cancel)
    {
        var opened = await SendAsync(cancel, new XAttribute("to", domain), new XAttribute("ver", "1.6"), new XAttribute("wait", "5"), new XAttribute("hold", "1"),
            new XAttribute(XNamespace.Xml + "lang", "en"), new XAttribute(XNamespace.Xmlns + "xmpp", Xbosh), new XAttribute(Xbosh + "version", "1.0"));
        sid = opened.Attribute("sid")?.Value ?? throw new JitsiUnreachable("the server opened no session");
        var answer = await FirstAsync(s => s.Name.Namespace == Sasl, cancel, new XElement(Sasl + "auth", new XAttribute("mechanism", "ANONYMOUS")));
        if (answer.Name.LocalName == "failure")
            return answer.Element(Sasl + "text")?.Value ?? answer.Elements().FirstOrDefault()?.Name.LocalName ?? "refused";

        await SendAsync(cancel, new XAttribute("to", domain), new XAttribute(XNamespace.Xmlns + "xmpp", Xbosh), new XAttribute(Xbosh + "restart", "true"));
        var bound = await AskAsync("bind", null, new XElement(Bind + "bind"), cancel);
        self = bound.Descendants(Bind + "jid").FirstOrDefault()?.Value ?? throw new JitsiUnreachable("the server gave no address in return for a good token");
        return null;
    }

    /// <summary>Asks Jicofo for the conference, as every client does first. Where reservations are on, this is what makes the server ask the clinic.</summary>
    /// <returns>The words of refusal; <see langword="null"/> when there is a conference.</returns>
    public async Task<string?> ReserveAsync(string roomJid, CancellationToken cancel)
    {
        var wish = new XElement(Focus + "conference", new XAttribute("room", roomJid), new XAttribute("machine-uid", RandomNumberGenerator.GetHexString(32, lowercase: true)));
        var answer = await AskAsync("conference", $"focus.{domain}", wish, cancel);
        return answer.Attribute("type")?.Value == "error" ? RefusalIn(answer) : null;
    }

    /// <param name="watch">How long to look on: some modules make somebody an owner only after the door has closed behind them.</param>
    /// <returns>Whether we are in, as what, and the words of refusal if we are not.</returns>
    public async Task<RoomEntry> JoinAsync(string roomJid, TimeSpan watch, CancellationToken cancel)
    {
        // Jitsi's servers may insist that the name in the room is the beginning of the address.
        var occupant = $"{roomJid}/{self.Split('@')[0].Split('-')[0]}";
        bool IsOurs(XElement stanza) => stanza.Name == Client + "presence"
            && (stanza.Attribute("from")?.Value == occupant || stanza.Attribute("type")?.Value == "error");
        var ours = await FirstAsync(IsOurs, cancel, new XElement(Client + "presence", new XAttribute("to", occupant), new XElement(Muc + "x")));
        if (ours.Attribute("type")?.Value == "error")
            return new(false, "", RefusalIn(ours));

        var until = clock.GetUtcNow() + watch;
        var affiliation = AffiliationIn(ours) ?? "";
        while (clock.GetUtcNow() < until)
            affiliation = (await SendAsync(cancel)).Elements().Where(IsOurs).Select(AffiliationIn).LastOrDefault(a => a is not null) ?? affiliation;
        return new(true, affiliation, null);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (sid is not null)
                await SendAsync(CancellationToken.None, new XAttribute("type", "terminate"));
        }
        catch (JitsiUnreachable)
        {
            // It lets go of the session by itself.
        }
    }

    private static string? AffiliationIn(XElement presence)
        => presence.Descendants(MucUser + "item").FirstOrDefault() is not { } item ? null
            : item.Attribute("role")?.Value == "moderator" ? "owner" : item.Attribute("affiliation")?.Value;

    private static string RefusalIn(XElement stanza)
    {
        var error = stanza.Element(Client + "error");
        var said = error?.Elements().FirstOrDefault(e => e.Name.LocalName == "text")?.Value;
        // Jitsi puts its own word behind the one that XMPP prescribes, and says more with it.
        var condition = (error?.Elements().FirstOrDefault(e => e.Name.Namespace == Focus)
            ?? error?.Elements().FirstOrDefault(e => e.Name.LocalName != "text"))?.Name.LocalName ?? "refused";
        return said is null ? condition : $"{condition}: {said}";
    }

    private Task<XElement> AskAsync(string id, string? to, XElement content, CancellationToken cancel)
    {
        var iq = new XElement(Client + "iq", new XAttribute("type", "set"), new XAttribute("id", id), content);
        if (to is not null)
            iq.SetAttributeValue("to", to);
        return FirstAsync(s => s.Name == Client + "iq" && s.Attribute("id")?.Value == id, cancel, iq);
    }

    private async Task<XElement> FirstAsync(Func<XElement, bool> isIt, CancellationToken cancel, XElement stanza)
    {
        var until = clock.GetUtcNow() + Patience;
        var body = await SendAsync(cancel, stanza);
        while (true)
        {
            if (body.Elements().FirstOrDefault(isIt) is { } found)
                return found;
            if (clock.GetUtcNow() > until)
                throw new JitsiUnreachable("the server did not answer");
            body = await SendAsync(cancel);
        }
    }

    private async Task<XElement> SendAsync(CancellationToken cancel, params object[] content)
    {
        var body = new XElement(Bosh + "body", new XAttribute("rid", (rid++).ToString(CultureInfo.InvariantCulture)), content);
        if (sid is not null)
            body.SetAttributeValue("sid", sid);
        try
        {
            using var answer = await http.PostAsync(address, new StringContent(body.ToString(SaveOptions.DisableFormatting), Encoding.UTF8, "text/xml"), cancel);
            if (!answer.IsSuccessStatusCode)
                throw new JitsiUnreachable($"/http-bind answers {(int)answer.StatusCode}");
            return Read(await answer.Content.ReadAsStringAsync(cancel));
        }
        catch (Exception e) when (JitsiServerClient.WhyOf(e, cancel) is { } why)
        {
            throw new JitsiUnreachable($"/http-bind: {why}");
        }
    }

    private static XElement Read(string text)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), new() { DtdProcessing = DtdProcessing.Prohibit });
            var body = XElement.Load(reader);
            return body.Attribute("type")?.Value == "terminate"
                ? throw new JitsiUnreachable($"the server broke off ({body.Attribute("condition")?.Value ?? "without a reason"})")
                : body;
        }
        catch (XmlException)
        {
            throw new JitsiUnreachable("/http-bind is no BOSH endpoint");
        }
    }
}
