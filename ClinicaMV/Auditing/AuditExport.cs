using System.Globalization;
using System.Runtime.CompilerServices;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Web;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Auditing;

public enum AuditFormat
{
    /// <summary>A table for a spreadsheet; nothing in it that one takes for a formula.</summary>
    Csv,

    /// <summary>One HL7 FHIR R5 <c>AuditEvent</c> a line.</summary>
    Ndjson,
}

/// <summary>The record, or a part of it, as a file: a line at a time, oldest first, however long it is.</summary>
public sealed class AuditExport(ClinicDb db, ClinicTime time, AuditTrail trail)
{
    private const int Piece = 1_000;

    /// <summary>Puts on record that it is taken away, before any of it is.</summary>
    /// <param name="personId">Whose lines, if it is those of one.</param>
    public Task RecordAsync(AuditFormat format, string? personId, Actor by, CancellationToken cancel)
    {
        trail.Allowed(AuditKind.RecordExported, by, subjectId: personId, reason: format.ToString());
        return db.SaveChangesAsync(cancel);
    }

    /// <param name="reader">By whose habits the table is written, see <see cref="CsvFile"/>.</param>
    public Task WriteAsync(AuditFormat format, AuditFilter filter, Stream to, CultureInfo reader, CancellationToken cancel)
    {
        var pieces = PiecesAsync(filter, cancel);
        return format == AuditFormat.Csv ? WriteCsvAsync(pieces, to, reader, cancel) : WriteNdjsonAsync(pieces, to, cancel);
    }

    // A piece at a time: whoever fetches it slowly holds no view of the database, which would keep SQLite's log growing.
    private async IAsyncEnumerable<List<AuditEvent>> PiecesAsync(AuditFilter filter, [EnumeratorCancellation] CancellationToken cancel)
    {
        var lines = filter.Of(db, time);
        long last = 0;
        List<AuditEvent> piece;
        do
        {
            piece = await lines.Where(e => e.Id > last).OrderBy(e => e.Id).Take(Piece).ToListAsync(cancel);
            yield return piece;
            last = piece.LastOrDefault()?.Id ?? last;
        }
        while (piece.Count == Piece);
    }

    private static async Task WriteCsvAsync(IAsyncEnumerable<List<AuditEvent>> pieces, Stream to, CultureInfo reader, CancellationToken cancel)
    {
        await using var text = new StreamWriter(to, CsvFile.Utf8, leaveOpen: true);
        await WriteAsync("at", "class", "number", "kind", "outcome", "actor", "role", "appointment", "person", "reason", "address", "browser", "hash");
        await foreach (var e in pieces.SelectMany(piece => piece).WithCancellation(cancel))
        {
            await WriteAsync(e.At.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture), $"{e.Class}", e.Seq.ToString(CultureInfo.InvariantCulture), $"{e.Kind}", $"{e.Outcome}",
                e.ActorId, e.ActorRole, e.AppointmentId, e.SubjectId, e.Reason, e.IpAddress, e.AgentFamily, Convert.ToHexStringLower(e.Hash));
        }

        Task WriteAsync(params string?[] fields) => text.WriteAsync(CsvFile.Line(reader, fields));
    }

    private async Task WriteNdjsonAsync(IAsyncEnumerable<List<AuditEvent>> pieces, Stream to, CancellationToken cancel)
    {
        await foreach (var piece in pieces.WithCancellation(cancel))
        {
            var patients = await PatientsAsync(piece, cancel);
            foreach (var line in piece)
            {
                await to.WriteAsync(FhirAuditEvent.Write(line, line.AppointmentId is { } visit ? patients.GetValueOrDefault(visit) : null), cancel);
                await to.WriteAsync("\n"u8.ToArray(), cancel);
            }
        }
    }

    /// <summary>Whose visits they are, by the appointments' public ids: the record itself names none.</summary>
    private Task<Dictionary<string, string>> PatientsAsync(List<AuditEvent> lines, CancellationToken cancel)
    {
        var visits = lines.Select(e => e.AppointmentId).OfType<string>().Distinct().ToList();
        return db.Appointments.Where(a => visits.Contains(a.PublicId)).ToDictionaryAsync(a => a.PublicId, a => a.PatientId, cancel);
    }
}
