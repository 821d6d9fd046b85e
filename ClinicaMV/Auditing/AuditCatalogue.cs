using System.Text;

namespace ClinicaMV.Auditing;

/// <summary>docs/audit-events.md, as the code has it.</summary>
public static class AuditCatalogue
{
    public static string ToMarkdown()
    {
        var page = new StringBuilder($"""
            # What is put on record

            Made from the code by `audit catalogue`; a test fails when the two differ. Every line holds its instant (UTC), kind, class, outcome (allowed or denied), who
            acted (by id) and in which role, IP address and family of browser, its number in the chain of its class and its hash. The columns say what else there is.
            Ids and codes only: never a name, never what somebody typed. A line is saved in the transaction of what it tells of.

            | class | kept for |
            |---|---|
            | {nameof(AuditClass.Access)} | `Retention:AccessYears`: five years (Ley 41/2002 art. 17.1), never below two |
            | {nameof(AuditClass.Administration)} | as long as access |
            | {nameof(AuditClass.Technical)} | `Retention:TechnicalDays`: ninety days |

            Lines go by whole months, and so at most a month after their time. Addresses are shortened to their network after `Retention:AddressDays`.


            """.ReplaceLineEndings("\n"));
        foreach (var kept in Enum.GetValues<AuditClass>())
        {
            page.Append($"## {kept}\n\n| kind | when | appointment | person | reason |\n|---|---|---|---|---|\n");
            foreach (var kind in Enum.GetValues<AuditKind>().Where(k => AuditKinds.ClassOf(k) == kept).OrderBy(k => k.ToString(), StringComparer.Ordinal))
                page.Append(RowOf(kind, AuditKinds.EntryOf(kind)));
            page.Append('\n');
        }

        return page.ToString().TrimEnd() + "\n";
    }

    private static string RowOf(AuditKind kind, RecordedAttribute entry)
        => $"| `{kind}` | {entry.When} | {Mark(entry, AuditFields.Appointment)} | {Mark(entry, AuditFields.Subject)} | {Mark(entry, AuditFields.Reason)} |\n";

    private static string Mark(RecordedAttribute entry, AuditFields field) => entry.Fields.HasFlag(field) ? "•" : "";
}
