using ClinicaMV.Appointments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ClinicaMV.Data;

/// <summary>The appointments of which something was decided as they were read: what follows from it is saved only as long as they are so.</summary>
internal sealed class DecidedOf(ClinicDb db)
{
    private readonly List<Appointment> appointments = [];

    /// <summary>Whether there are any. What the context has forgotten, after a save that was refused, is forgotten here too.</summary>
    public bool Any()
    {
        appointments.RemoveAll(a => db.Entry(a).State == EntityState.Detached);
        return appointments.Count > 0;
    }

    public void Add(Appointment appointment)
    {
        if (db.Entry(appointment).State == EntityState.Detached)
            throw new InvalidOperationException("It was read only to be looked at.");
        appointments.Add(appointment);
    }

    public void Clear() => appointments.Clear();

    /// <summary>Within the transaction of the save.</summary>
    /// <exception cref="DbUpdateConcurrencyException">One of them has changed since; or the save itself throws it, of one that it writes.</exception>
    public async Task RequireUnchangedAsync(CancellationToken cancel)
    {
        foreach (var appointment in appointments)
            await RequireUnchangedAsync(appointment, cancel);
    }

    private async Task RequireUnchangedAsync(Appointment appointment, CancellationToken cancel)
    {
        var row = db.Entry(appointment);
        var visit = row.Reference(a => a.Visit).TargetEntry!;
        var (version, room) = (row.Property(a => a.Version), visit.Property(v => v.RoomRef));
        if (row.State != EntityState.Unchanged || visit.State != EntityState.Unchanged)
        {
            // It is written: whoever writes it looks. Two who had looked before would wait for each other.
            version.IsModified = room.IsModified = true;
            return;
        }

        // The two that the model knows as its concurrency tokens. To write the same into them would do as well, and cost a row for each look at a room.
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText = $"""SELECT 1 FROM "Appointments" WHERE "Id" = {Add("@id", appointment.Id)} AND "Version" = {Add("@version", version.OriginalValue)} AND "Visit_RoomRef" = {Add("@room", room.OriginalValue)} {db.KeepUnchanged}""";
        if (await command.ExecuteScalarAsync(cancel) is null)
            throw new DbUpdateConcurrencyException("The appointment has changed since it was read.");

        string Add(string name, object value)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
            return name;
        }
    }
}
