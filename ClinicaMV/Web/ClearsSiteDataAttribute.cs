namespace ClinicaMV.Web;

/// <summary>
/// What is posted here ends a session: the browser forgets what it has kept of our pages. Not the cookies: "cookies" would take those of the
/// clinic's other sites along, and the language with them; the session's own is taken back by name.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ClearsSiteDataAttribute : Attribute
{
    public const string Header = "Clear-Site-Data";
    public const string Value = "\"cache\", \"storage\"";
}
