using ClinicaMV.Appointments;
using ClinicaMV.Visits;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Jitsi;

/// <summary>Signs the names of rooms, and tells which of the names that come back from outside are ours. Neither asks the database.</summary>
public sealed class SignedRooms(RoomKeys keys, IOptions<JitsiOptions> options)
{
    private readonly string prefix = options.Value.RoomPrefix;

    public async Task<SignedRoom> SignAsync(Appointment appointment, CancellationToken cancel)
    {
        // Not the window that the settings give: the two would be parted when somebody changes those during the visit.
        var window = JoinWindow.WidestOf(appointment);
        var (keyId, key) = await keys.ForWindowAsync(window.OpensAt, cancel);
        var name = RoomName.Until(window.ClosesAt, appointment.Visit.RoomRef, keyId);
        return new(name.Sign(prefix, key), name, key);
    }

    /// <summary><see langword="null"/> for every name that no key of ours has signed.</summary>
    public async Task<SignedRoom?> ReadAsync(string? text, CancellationToken cancel)
    {
        var keyOf = await keys.ByIdAsync(cancel);
        return RoomName.Verify(text, prefix, keyOf) is { } name ? new(text!, name, keyOf(name.KeyId)!) : null;
    }
}
