namespace ClinicaMV.Visits;

/// <summary>From when till when, as far as reported: of one connection to a room, or of the room itself.</summary>
internal readonly record struct ReportedSpan(DateTime? From, DateTime? To)
{
    public bool IsWhole => From is not null && To is not null;

    /// <summary>The same with other instants; it still does not end before it begins.</summary>
    public ReportedSpan As(Func<DateTime, DateTime> other)
    {
        var (from, to) = (From is { } f ? other(f) : (DateTime?)null, To is { } t ? other(t) : (DateTime?)null);
        return new(to < from ? to : from, to);
    }

    /// <summary>
    /// Puts together what was reported of one thing, in whatever order it came. A beginning goes with the next end; one
    /// that meets another beginning, or no end, stays open, and so does an end without a beginning.
    /// </summary>
    public static List<ReportedSpan> Pair(IEnumerable<ReportedSpan> reported)
    {
        var all = reported.Distinct().ToList();
        var spans = all.Where(s => s.IsWhole).ToList();
        // The end told of the beginning too: the beginning alone says nothing new.
        var (begun, ended) = (spans.Select(s => s.From).ToHashSet(), spans.Select(s => s.To).ToHashSet());
        var halves = all.Where(s => !s.IsWhole && !(s.From is not null ? begun.Contains(s.From) : ended.Contains(s.To)))
            .OrderBy(s => s.From ?? s.To).ThenBy(s => s.From is null);
        DateTime? open = null;
        foreach (var half in halves)
        {
            if (half.From is null)
                spans.Add(new(open, half.To));
            else if (open is not null)
                spans.Add(new(open, null));
            open = half.From;
        }

        if (open is not null)
            spans.Add(new(open, null));
        return spans;
    }
}
