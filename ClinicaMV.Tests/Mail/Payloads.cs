namespace ClinicaMV.Tests.Mail;

/// <summary>What somebody types who wants a header of their own, a second recipient, or another shape of the message.</summary>
internal static class Payloads
{
    private static readonly string[] Breaks =
        ["\r", "\n", "\r\n", "\n\r", "\u2028", "\u2029", "\u0085", "\v", "\f", "\r\n ", "\r\n\t", "%0d%0a", "\\r\\n", "&#13;&#10;", "=0D=0A", "=?utf-8?Q?=0D=0A?=", "\0\r\n", "\u560a\u560d"];

    private static readonly string[] Wanted =
    [
        "Bcc: thief@evil.test", "To: thief@evil.test", "Subject: hacked", "Content-Type: text/plain", "\r\n<b>body</b>", "X-Mal: 1\r\nX-Mal2: 2", ".\r\nMAIL FROM:<thief@evil.test>", "--=-boundary--",
        "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n", "Reply-To: thief@evil.test",
    ];

    private static readonly string[] Others =
    [
        "Ana, thief@evil.test", "Ana <thief@evil.test>", "Ana>, <thief@evil.test", "\"Ana\" <thief@evil.test>,", "Ana\", \"Eva\" <thief@evil.test>", "Ana\\", "Ana\\\"", "\"", "'", ";", "Ana; thief@evil.test;", "undisclosed: thief@evil.test;",
        "(comment) thief@evil.test", "=?utf-8?B?VGhpZWYNCkJjYzogdGhpZWZAZXZpbC50ZXN0?=", "=?utf-8?Q?=2C_thief=40evil.test?=", "=?utf-8?Q?A?= =?utf-8?Q?=0D=0ABcc:x?=", "=?iso-8859-1?Q?=3Cthief=40evil.test=3E?=", "=?", "?=", "=?utf-8?",
        "\u202Eana\u202C", "\u200Eana\u200F", "مرحبا بالعالم", "עברית", "Ana\uFEFF", "\u00AD", "👩‍⚕️", "Ñandú Öztürk", "a\tb", " ", "\u3000", "<script>alert(1)</script>", "{{7*7}}", "${7*7}", "%s%n", "../../etc/passwd", "--", "--boundary", ".", "..", "\r\n.\r\n", "@", "<>", "<@evil.test:ana@example.test>", "ana@[127.0.0.1]",
        new('a', 200), new('ñ', 200), new('漢', 400), string.Concat(Enumerable.Repeat("Ana García ", 90)), new('a', 5000), string.Concat(Enumerable.Repeat("\"", 300)), string.Concat(Enumerable.Repeat("a@b.test,", 100)),
    ];

    public static IReadOnlyList<string> All { get; } = [.. Breaks.SelectMany(b => Wanted.Select(w => "Ana" + b + w)), .. Others];

    public static IEnumerable<string> Addresses => All.SelectMany(p => new[] { p, $"ana@example.test{p[Math.Min(p.Length, 3)..]}", $"{p}@example.test" });
}
