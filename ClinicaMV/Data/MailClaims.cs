using ClinicaMV.Mail;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Data;

/// <summary>How mail is taken, kept and marked past the change tracker: by one statement for all, as thousands may be due.</summary>
public static class MailClaims
{
    /// <summary>Marks the next mails that are due as being sent by <paramref name="sender"/>, until <paramref name="leaseEnd"/>; no other instance gets the same ones.</summary>
    /// <returns>All of one urgency: what cannot wait shall not wait until the rest is written.</returns>
    public static async Task<List<OutgoingMail>> ClaimMailAsync(this ClinicDb db, string sender, int count, DateTime now, DateTime leaseEnd, CancellationToken cancel)
    {
        foreach (var urgency in Enum.GetValues<MailUrgency>())
        {
            if (await db.InTurnAsync(() => db.OutgoingMail.FromSqlRaw(Claim(db), count, now, leaseEnd, (int)urgency, sender).ToListAsync(cancel), cancel) is { Count: > 0 } claimed)
                return claimed;
        }

        return [];
    }

    /// <summary>Who has mail in their hands.</summary>
    public static Task<List<string>> SendersAsync(this ClinicDb db, DateTime now, CancellationToken cancel)
        => db.OutgoingMail.Where(m => m.State == MailState.Sending && m.NextAt > now && m.Sender != null).Select(m => m.Sender!).Distinct().ToListAsync(cancel);

    /// <summary>What these had claimed is due now: as if its lease had run out.</summary>
    /// <returns>How much it is.</returns>
    public static Task<int> FreeMailOfAsync(this ClinicDb db, IReadOnlyCollection<string> gone, DateTime now, CancellationToken cancel)
        => db.InTurnAsync(() => db.OutgoingMail.Where(m => m.State == MailState.Sending && m.NextAt > now && gone.Contains(m.Sender!))
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAt, now), cancel), cancel);

    /// <summary>Keeps the messages of mails that are still claimed by this attempt: one statement for all, as in <see cref="MarkSentAsync"/>.</summary>
    public static async Task FreezeAsync(this ClinicDb db, IReadOnlyCollection<OutgoingMail> written)
    {
        if (written.Count == 0)
            return;

        var rows = string.Join(", ", Enumerable.Range(0, written.Count).Select(i => $"({{{3 * i}}}, {{{3 * i + 1}}}, {{{3 * i + 2}}})"));
        object[] values = [.. written.SelectMany(m => new object[] { m.Id, m.Attempts, m.Message! })];
        await db.InTurnAsync(() => db.Database.ExecuteSqlRawAsync(Freeze(rows), values), CancellationToken.None);
        foreach (var message in written.Select(m => db.Entry(m).Property(x => x.Message)))
            (message.OriginalValue, message.IsModified) = (message.CurrentValue, false);
    }

    /// <summary>Marks as sent what is still claimed by this attempt: one statement for all, not one for each.</summary>
    /// <param name="mails">Let go by this context: it would not know what has become of them.</param>
    public static async Task MarkSentAsync(this ClinicDb db, IReadOnlyCollection<OutgoingMail> mails, DateTime now)
    {
        foreach (var attempt in mails.GroupBy(m => m.Attempts))
        {
            long[] ids = [.. attempt.Select(m => m.Id)];
            await db.InTurnAsync(() => db.OutgoingMail.Where(m => EF.Parameter(ids).Contains(m.Id) && m.State == MailState.Sending && m.Attempts == attempt.Key)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.State, MailState.Sent).SetProperty(m => m.SentAt, m => m.SentAt ?? now).SetProperty(m => m.LastError, (string?)null)), CancellationToken.None);
            foreach (var mail in attempt)
                db.Entry(mail).State = EntityState.Detached;
        }
    }

    // The states stand here as they do in the filter of the index. A lease that ran out is an answer that nobody heard.
    private static string Claim(ClinicDb db) => $$"""
        UPDATE "OutgoingMail"
        SET "UnheardAnswers" = "UnheardAnswers" + CASE "State" WHEN 'Sending' THEN 1 ELSE 0 END,
            "State" = 'Sending', "Attempts" = "Attempts" + 1, "NextAt" = {2}, "Sender" = {4}
        WHERE "Id" IN (
            SELECT "Id" FROM "OutgoingMail"
            WHERE "State" IN ('Pending', 'Sending', 'Uncertain') AND "Urgency" = {3} AND "NextAt" <= {1}
            ORDER BY "NextAt" LIMIT {0} {{db.Dialect.SkipLocked}})
        RETURNING {{Columns(db)}}
        """;

    // By name: an instance of the version before this one goes on when there are more of them.
    private static string Columns(ClinicDb db) => string.Join(", ", db.Model.FindEntityType(typeof(OutgoingMail))!.GetProperties().Select(p => $"\"{p.GetColumnName()}\""));

    // Both databases name the columns of VALUES so.
    private static string Freeze(string rows) => $"""
        UPDATE "OutgoingMail" SET "Message" = "written"."column3" FROM (VALUES {rows}) AS "written"
        WHERE "Id" = "written"."column1" AND "State" = 'Sending' AND "Attempts" = "written"."column2"
        """;
}
