using ClinicaMV.Appointments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ClinicaMV.Data;

/// <summary>The appointments of which something was decided as they were read: what follows from it is saved only as long as they are so.</summary>
internal sealed class DecidedOf(ClinicDb db)
{
    // The two are what the model knows as its concurrency tokens.
    private const string AsRead = """FROM "Appointments" WHERE "Id" = @id AND "Version" = @version AND "Visit_RoomRef" = @room""";

    // Mostly it is known already, and nothing is written.
    private const string KeepRoom = $"""INSERT INTO "VisitRooms" ("Ref", "AppointmentId", "SpecialistId", "StartsAt") SELECT "Visit_RoomRef", "Id", "SpecialistId", "StartsAt" {AsRead} ON CONFLICT DO NOTHING;""";

    private readonly List<Appointment> appointments = [];
    private Appointment? handedOut;

    /// <summary>Whether the last room that was handed out had not been before: of several saves in the same moment, one finds it so.</summary>
    public bool IsFirstHandedOut { get; private set; }

    /// <summary>Whether there are any. What the context has forgotten, after a save that was refused, is forgotten here too.</summary>
    public bool Any()
    {
        appointments.RemoveAll(a => db.Entry(a).State == EntityState.Detached);
        return appointments.Count > 0 || handedOut is not null;
    }

    public void Add(Appointment appointment)
    {
        using var once = new NoLook(db.ChangeTracker);
        if (db.Entry(appointment).State == EntityState.Detached)
            throw new InvalidOperationException("It was read only to be looked at.");
        appointments.Add(appointment);
    }

    /// <summary>Its room is handed out by this one save, which keeps whose it is.</summary>
    /// <param name="appointment">Maybe read only to be looked at.</param>
    public void HandOut(Appointment appointment) => (handedOut, IsFirstHandedOut) = (appointment, false);

    public void Clear()
    {
        appointments.Clear();
        handedOut = null;
    }

    /// <summary>Within the transaction of the save.</summary>
    /// <exception cref="DbUpdateConcurrencyException">One of them has changed since; or the save itself throws it, of one that it writes.</exception>
    public async Task RequireUnchangedAsync(CancellationToken cancel)
    {
        foreach (var appointment in appointments)
            await RequireUnchangedAsync(appointment, keep: "", cancel);
        if (handedOut is not null)
            IsFirstHandedOut = await RequireUnchangedAsync(handedOut, KeepRoom, cancel);
    }

    // Whether that has kept anything that was not there.
    private async Task<bool> RequireUnchangedAsync(Appointment appointment, string keep, CancellationToken cancel)
    {
        var isWritten = IsLeftToWriter(appointment);
        if (isWritten && keep.Length == 0)
            return false;

        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        // To write the same into it would do as well, and cost a row for each look at a room.
        command.CommandText = isWritten ? keep : $"{keep} SELECT 1 {AsRead} {db.Dialect.KeepUnchanged}";
        Add("@id", appointment.Id);
        Add("@version", appointment.Version);
        Add("@room", appointment.Visit.RoomRef);
        await using var found = await command.ExecuteReaderAsync(cancel);
        if (!isWritten && !await found.ReadAsync(cancel))
            throw new DbUpdateConcurrencyException("The appointment has changed since it was read.");
        return found.RecordsAffected > 0;

        void Add(string name, object value)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
    }

    // It is written: whoever writes it looks. Two who had looked before would wait for each other.
    private bool IsLeftToWriter(Appointment appointment)
    {
        var row = db.Entry(appointment);
        if (row.State == EntityState.Detached)
            return false;

        var visit = row.Reference(a => a.Visit).TargetEntry!;
        if (row.State == EntityState.Unchanged && visit.State == EntityState.Unchanged)
            return false;

        row.Property(a => a.Version).IsModified = visit.Property(v => v.RoomRef).IsModified = true;
        return true;
    }
}
