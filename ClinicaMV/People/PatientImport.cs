using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.People;

/// <summary>Invites the patients of a file. Whoever has an account already is left as they are, however often the file comes.</summary>
public sealed class PatientImport(ClinicDb db, ILookupNormalizer normalizer, Outbox outbox, AuditTrail trail)
{
    private const int BatchSize = 100;

    /// <summary>The same report, with those who already have an account among the bad lines; nothing is written.</summary>
    public async Task<ImportReport> CheckAsync(ImportReport report, CancellationToken cancel)
    {
        HashSet<string> taken = [];
        foreach (var batch in report.Good.Chunk(BatchSize))
        {
            var addresses = batch.Select(line => normalizer.NormalizeEmail(line.Email)!).ToList();
            taken.UnionWith(await db.Users.Where(u => addresses.Contains(u.NormalizedEmail!)).Select(u => u.NormalizedEmail!).ToListAsync(cancel));
        }

        var there = report.Good.ToLookup(line => taken.Contains(normalizer.NormalizeEmail(line.Email)!));
        return report with { Good = [.. there[false]], Bad = [.. report.Bad.Concat(there[true].Select(There)).OrderBy(line => line.Number)] };
    }

    /// <returns>The lines that were not imported: they have an account now, which somebody else may have made in the same moment.</returns>
    public async Task<IReadOnlyList<BadLine>> ImportAsync(IReadOnlyList<ImportLine> lines, Actor by, CancellationToken cancel)
    {
        var report = await CheckAsync(new(lines, []), cancel);
        List<BadLine> left = [.. report.Bad];
        foreach (var batch in report.Good.Chunk(BatchSize))
        {
            if (await TryAddAsync(batch, by, cancel))
                continue;
            foreach (var line in batch)
            {
                if (!await TryAddAsync([line], by, cancel))
                    left.Add(There(line));
            }
        }

        return left;
    }

    /// <summary>Accounts, mail and record of them all in one <c>SaveChanges</c>, or nothing.</summary>
    private async Task<bool> TryAddAsync(IEnumerable<ImportLine> lines, Actor by, CancellationToken cancel)
    {
        try
        {
            foreach (var line in lines)
            {
                var person = new NewPerson(line.FullName, line.Email, Roles.Patient, line.Language).AddTo(db, normalizer);
                person.BeRungAt(line.Phone);
                outbox.Owe(MailKind.AccountInvitation, person, AccountCodes.InvitationLife);
                trail.Allowed(AuditKind.PersonInvited, by, subjectId: person.Id, reason: "Import");
            }

            await db.SaveChangesAsync(cancel);
            return true;
        }
        catch (DbUpdateException failure) when (failure.IsTaken())
        {
            return false;
        }
        finally
        {
            db.ChangeTracker.Clear();
        }
    }

    private static BadLine There(ImportLine line) => new(line.Number, ImportFault.AlreadyThere);
}
