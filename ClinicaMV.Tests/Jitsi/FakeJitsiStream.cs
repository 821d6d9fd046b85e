using System.Text.Json;
using System.Xml.Linq;
using Microsoft.IdentityModel.Tokens;

namespace ClinicaMV.Tests.Jitsi;

/// <summary>One browser's stream to a <see cref="FakeJitsi"/>.</summary>
internal sealed class FakeJitsiStream(FakeJitsi server, string? token)
{
    private static readonly XNamespace Client = "jabber:client";
    private static readonly XNamespace Sasl = "urn:ietf:params:xml:ns:xmpp-sasl";
    private static readonly XNamespace Bind = "urn:ietf:params:xml:ns:xmpp-bind";
    private static readonly XNamespace Focus = "http://jitsi.org/protocol/focus";
    private static readonly XNamespace Stanzas = "urn:ietf:params:xml:ns:xmpp-stanzas";
    private static readonly XNamespace MucUser = "http://jabber.org/protocol/muc#user";

    private readonly string name = Guid.NewGuid().ToString();
    private bool isIn;

    public IEnumerable<XElement> Hear(XElement stanza) => stanza switch
    {
        { Name.LocalName: "auth" } => [Authenticate()],
        _ when !isIn => [],
        { Name.LocalName: "iq" } when stanza.Element(Bind + "bind") is not null => [Result(stanza, new XElement(Bind + "bind", new XElement(Bind + "jid", $"{name}@{server.Domain}/x")))],
        { Name.LocalName: "iq" } when stanza.Element(Focus + "conference") is { } wish => [Reserve(stanza, wish.Attribute("room")!.Value)],
        { Name.LocalName: "presence" } => [Join(stanza.Attribute("to")!.Value)],
        _ => [],
    };

    private XElement Authenticate()
    {
        var refusal = server.Door.RefusalAtTheDoor(token, server.Clock.GetUtcNow().UtcDateTime);
        isIn = refusal is null;
        return isIn ? new(Sasl + "success") : new(Sasl + "failure", new XElement(Sasl + "not-allowed"), new XElement(Sasl + "text", refusal));
    }

    private XElement Reserve(XElement iq, string room)
    {
        server.Reserve(room);
        if (server.ReservationRefusal is not { } refusal)
            return Result(iq, new XElement(Focus + "conference", new XAttribute("ready", "true"), new XAttribute("room", room)));

        // In Prosody's order.
        var error = new XElement(Client + "error", new XAttribute("type", "cancel"), new XElement(Stanzas + "service-unavailable"), new XElement(Stanzas + "text", refusal),
            new XElement(Focus + "reservation-error", new XAttribute("error-code", "403")));
        return new(Client + "iq", new XAttribute("type", "error"), new XAttribute("id", iq.Attribute("id")!.Value), error);
    }

    private XElement Join(string occupant)
    {
        var room = occupant.Split('@')[0];
        // As Prosody's muc_resource_validate insists.
        if (!occupant.EndsWith($"/{name[..8]}", StringComparison.Ordinal) || !server.Reserved.Contains(occupant.Split('/')[0])
            || (server.RoomsCheckTokens && (token is null || server.Door.RefusalOfRoom(token, room) is not null)))
        {
            return new(Client + "presence", new XAttribute("from", occupant), new XAttribute("type", "error"), new XElement(Client + "error", new XElement(Stanzas + "not-allowed")));
        }

        var affiliation = server.EverybodyModerates ? "owner" : server.NobodyModerates ? "none" : Affiliation();
        return new(Client + "presence", new XAttribute("from", occupant), new XElement(MucUser + "x",
            new XElement(MucUser + "item", new XAttribute("affiliation", affiliation), new XAttribute("role", affiliation == "owner" ? "moderator" : "participant")),
            new XElement(MucUser + "status", new XAttribute("code", "110"))));
    }

    private string Affiliation()
        => JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token!.Split('.')[1])).RootElement.GetProperty("context").GetProperty("user").GetProperty("affiliation").GetString()!;

    private static XElement Result(XElement iq, XElement content)
        => new(Client + "iq", new XAttribute("type", "result"), new XAttribute("id", iq.Attribute("id")!.Value), content);
}
