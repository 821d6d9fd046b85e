namespace ClinicaMV.Data.Sqlite;

/// <summary>
/// What nearly every request reads stays as it was read until somebody commits anything to the file; then all of it is forgotten, and read anew (decision 32).
/// </summary>
internal sealed class RememberedReads(FileVersion version)
{
    /// <summary>A few kilobytes each.</summary>
    private const int Most = 4_000;

    private readonly Lock gate = new();
    private readonly Dictionary<(Type, string, string), object> remembered = [];
    private (long, long) state;

    public async Task<T> ReadAsync<T>((string Of, string By) key, Func<Task<T>> read)
    {
        // Before it is read: what is committed in between makes it old at once.
        if (version.Now() is not { } now)
            return await read();

        var place = (typeof(T), key.Of, key.By);
        lock (gate)
        {
            if (now != state)
                Forget(now);
            if (remembered.TryGetValue(place, out var known))
                return (T)known;
        }

        var found = await read();
        // Whoever tries keys finds nothing: that takes no place.
        if (found is not null)
            Remember(place, found, now);
        return found;
    }

    private void Remember((Type, string, string) place, object found, (long, long) asOf)
    {
        lock (gate)
        {
            if (remembered.Count >= Most)
                Forget(state);
            if (asOf == state)
                remembered[place] = found;
        }
    }

    private void Forget((long, long) now)
    {
        remembered.Clear();
        state = now;
    }
}
