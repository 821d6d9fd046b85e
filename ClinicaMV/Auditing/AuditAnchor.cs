using System.Globalization;

namespace ClinicaMV.Auditing;

/// <summary>
/// Where all chains ended at one instant, as one signed line: kept outside of the database, it shows later that none of it was rewritten
/// or cut off.
/// </summary>
/// <param name="Ends">By class. Chains that nothing was ever added to are left out.</param>
public sealed record AuditAnchor(DateTime At, IReadOnlyDictionary<string, AnchoredEnd> Ends, string Signature)
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static AuditAnchor Signed(DateTime at, IReadOnlyDictionary<string, AnchoredEnd> ends, AuditSeal seal)
    {
        var unsigned = new AuditAnchor(at, ends, "");
        return unsigned with { Signature = seal.Sign(unsigned.Text) };
    }

    /// <param name="line">Of the anchor file, from 1.</param>
    public ChainFault? FaultOf(AuditSeal seal, int line) => seal.FaultOf(Signature, Text, new(ChainFaultKind.AnchorForged, null, line));

    /// <returns><see langword="null"/> when it is no such line.</returns>
    public static AuditAnchor? Parse(string line)
    {
        if (line.Trim().Split(' ') is not [var at, .. var ends, var signature]
            || !DateTime.TryParseExact(at, Format, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var instant))
            return null;

        var parsed = new Dictionary<string, AnchoredEnd>();
        foreach (var end in ends)
        {
            if (end.Split(':') is not [var chain, var seq, var hash] || !long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
                || !parsed.TryAdd(chain, new(place, hash)))
                return null;
        }

        return new(instant, parsed, signature);
    }

    public override string ToString() => $"{Text} {Signature}";

    private string Text => string.Join(' ', Ends.OrderBy(e => e.Key, StringComparer.Ordinal)
        .Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Key}:{e.Value.Seq}:{e.Value.Hash}")).Prepend(At.ToString(Format, CultureInfo.InvariantCulture)));
}

/// <param name="Hash">Hexadecimal.</param>
public sealed record AnchoredEnd(long Seq, string Hash);
