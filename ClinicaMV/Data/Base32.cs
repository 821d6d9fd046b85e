using System.Text;

namespace ClinicaMV.Data;

/// <summary>RFC 4648 §6 in lower case and without padding: survives Prosody's case folding, a URL and a telephone.</summary>
public static class Base32
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder((bytes.Length * 8 + 4) / 5);
        int buffer = 0, bits = 0;
        foreach (var b in bytes)
        {
            buffer = (buffer << 8 | b) & 0xFFF;
            for (bits += 8; bits >= 5; bits -= 5)
                text.Append(Alphabet[buffer >> (bits - 5) & 31]);
        }

        if (bits > 0)
            text.Append(Alphabet[buffer << (5 - bits) & 31]);
        return text.ToString();
    }

    /// <summary>Accepts exactly what <see cref="Encode"/> writes: no padding, no upper case, no stray bits at the end.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        if (text.Length != (bytes.Length * 8 + 4) / 5)
            return false;

        int buffer = 0, bits = 0, written = 0;
        foreach (var c in text)
        {
            var value = Alphabet.IndexOf(c);
            if (value < 0)
                return false;

            buffer = (buffer << 5 | value) & 0xFFF;
            bits += 5;
            if (bits < 8)
                continue;

            bits -= 8;
            bytes[written++] = (byte)(buffer >> bits);
        }

        return (buffer & (1 << bits) - 1) == 0;
    }
}
