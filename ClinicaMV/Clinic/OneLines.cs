namespace ClinicaMV.Clinic;

public static class OneLines
{
    /// <summary>
    /// The text on one line. A lone CR within a name is the end of a line to some mail servers and calendar programs, and of the whole message
    /// when a dot follows; other control characters no calendar may hold (RFC 5545 §3.1).
    /// </summary>
    public static string OnOneLine(this string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));
}
