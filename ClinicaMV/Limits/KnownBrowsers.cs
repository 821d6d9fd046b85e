using ClinicaMV.Data;
using ClinicaMV.Web;

namespace ClinicaMV.Limits;

/// <summary>
/// The note by which a browser shows that somebody has signed in there before. It opens nothing: it only keeps strangers' guesses from
/// counting against the owner.
/// </summary>
public sealed class KnownBrowsers(BrowserNotes notes)
{
    private const string Note = "browser";
    private const int MostPeople = 4;
    private static readonly TimeSpan Life = TimeSpan.FromDays(180);

    /// <summary>A word of its own for the browser, if that person has signed in there before.</summary>
    public string? KeyOf(HttpContext request, string personId)
        => notes.Read<Known>(request, Note) is { } known && known.People.Contains(personId) ? known.Key : null;

    /// <summary>To be called when somebody has signed in. A family's tablet remembers the last few.</summary>
    public void Remember(HttpContext request, string personId)
    {
        var known = notes.Read<Known>(request, Note) ?? new(PublicId.New(), []);
        notes.Leave(request, Note, known with { People = [personId, .. known.People.Where(p => p != personId).Take(MostPeople - 1)] }, Life);
    }

    private sealed record Known(string Key, IReadOnlyList<string> People);
}
