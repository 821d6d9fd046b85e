using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Auditing;

/// <summary>
/// Changes the record by hand, has it verified, and takes the change back with its transaction. Each change says at which line the
/// verification has to stop at the latest.
/// </summary>
internal sealed class Tampering(IServiceProvider services, Random chance, int ofEach)
{
    private readonly ClinicDb db = services.GetRequiredService<ClinicDb>();
    private readonly AuditProof proof = services.GetRequiredService<AuditProof>();

    private string chain = "";
    private long seq;

    /// <returns>How many were found at the right line.</returns>
    public async Task<int> TryAsync(int times, Func<Tampering, Task<long>> tamper)
    {
        var found = 0;
        for (var i = 0; i < times; i++)
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            (chain, seq) = (Enum.GetNames<AuditClass>()[chance.Next(3)], chance.Next(1, ofEach + 1));
            var first = await tamper(this);
            if ((await proof.VerifyAsync(default)).Fault is { } fault && fault.Chain == chain && fault.Seq == first)
                found++;
            await transaction.RollbackAsync();
        }

        return found;
    }

    public async Task<long> EditAsync(string column)
    {
        var other = column switch
        {
            "At" => db.Database.IsSqlite() ? "'2020-02-02 02:02:02'" : "'2020-02-02 02:02:02Z'",
            "Origin" or "Hash" => db.Database.IsSqlite() ? "x'00ff'" : @"'\x00ff'",
            _ => $"'x{chance.Next(100)}'",
        };
        // Address and browser are only bound where there are some.
        if (column is "IpAddress" or "AgentFamily" && seq % 2 == 0)
            seq--;
        await RunAsync($"""UPDATE "AuditEvents" SET "{column}" = {other} WHERE {Here}""");
        return seq;
    }

    /// <summary>Of any but the last line: that would be a cut.</summary>
    public async Task<long> DeleteAsync()
    {
        seq = Math.Min(seq, ofEach - 1);
        await RunAsync($"""DELETE FROM "AuditEvents" WHERE {Here}""");
        return seq;
    }

    /// <summary>A copy of a line takes the place of one, and those from there on move up; it even follows the one before it.</summary>
    public async Task<long> InsertAsync()
    {
        var lines = await LinesAsync();
        foreach (var later in lines.Where(e => e.Seq >= seq).Reverse())
            await RunAsync($"""UPDATE "AuditEvents" SET "Seq" = "Seq" + 1 WHERE "Class" = '{chain}' AND "Seq" = {later.Seq}""");
        var forged = ChainExtras.Line(lines[0].At, lines[0].Kind);
        forged.Follow(seq == 1 ? ChainEnd.Beginning : new(seq - 1, lines[(int)seq - 2].Hash));
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO "AuditEvents" ("At", "Kind", "Class", "Outcome", "ActorRole", "AppointmentId", "Reason", "Seq", "Hash")
            VALUES ({forged.At}, {forged.Kind.ToString()}, {chain}, {forged.Outcome.ToString()}, {forged.ActorRole}, {forged.AppointmentId}, {forged.Reason}, {forged.Seq}, {forged.Hash})
            """);
        // The forged line is sound; the anchor, or the next line, is what it does not fit.
        return seq == ofEach ? seq : seq + 1;
    }

    public async Task<long> SwapAsync()
    {
        var other = seq % ofEach + 1;
        await RunAsync($"""UPDATE "AuditEvents" SET "Seq" = -1 WHERE {Here}""");
        await RunAsync($"""UPDATE "AuditEvents" SET "Seq" = {seq} WHERE "Class" = '{chain}' AND "Seq" = {other}""");
        await RunAsync($"""UPDATE "AuditEvents" SET "Seq" = {other} WHERE "Class" = '{chain}' AND "Seq" = -1""");
        return Math.Min(seq, other);
    }

    public async Task<long> CutAsync()
    {
        await RunAsync($"""DELETE FROM "AuditEvents" WHERE "Class" = '{chain}' AND "Seq" >= {seq}""");
        return seq;
    }

    /// <summary>Changes a line and makes all hashes after it fit again: only the anchor knows better.</summary>
    public async Task<long> RehashAsync()
    {
        await RunAsync($"""UPDATE "AuditEvents" SET "Outcome" = 'Denied' WHERE {Here}""");
        var end = ChainEnd.Beginning;
        foreach (var line in await LinesAsync())
        {
            end = line.Follow(end);
            await db.AuditEvents.Where(e => e.Id == line.Id).ExecuteUpdateAsync(e => e.SetProperty(x => x.Hash, end.Hash));
        }

        return ofEach;
    }

    private string Here => $"""
        "Class" = '{chain}' AND "Seq" = {seq}
        """;

    private Task<List<AuditEvent>> LinesAsync()
    {
        var kept = Enum.Parse<AuditClass>(chain);
        return db.AuditEvents.AsNoTracking().Where(e => e.Class == kept).OrderBy(e => e.Seq).ToListAsync();
    }

    private Task<int> RunAsync(string sql) => db.Database.ExecuteSqlRawAsync(sql);
}
