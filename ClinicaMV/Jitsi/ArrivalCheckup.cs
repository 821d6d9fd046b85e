using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Jitsi;

/// <summary>Whether what the video server has to ask and to tell of the check-up's room has arrived at the portal, which has to be running.</summary>
public sealed class ArrivalCheckup(IOptions<JitsiOptions> options, ClinicDb db)
{
    // The portal may run on another machine, by another clock.
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(30);

    private readonly JitsiOptions jitsi = options.Value;

    /// <param name="since">When the check-up began.</param>
    public async Task<Finding> ReservationAsync(DateTime since, CancellationToken cancel)
        => jitsi.ReservationToken.Length == 0 ? Finding.Good("Reservation: off, Jitsi:ReservationToken is empty; the token alone keeps the window.")
            : await HasAsync(AuditKind.RoomReserved, since, cancel) ? Finding.Good("Reservation: asked for, and granted.")
            : Finding.Bad("Reservation: none was asked for here. Does the portal run, is PROSODY_RESERVATION_ENABLED=1, and does PROSODY_RESERVATION_REST_BASE_URL reach the portal with Jitsi:ReservationToken?");

    /// <inheritdoc cref="ReservationAsync"/>
    public async Task<Finding> EventAsync(DateTime since, CancellationToken cancel)
        => jitsi.EventToken.Length == 0 ? Finding.Good("Events: off, Jitsi:EventToken is empty; who was there is what the pages say.")
            : await HasAsync(AuditKind.CheckupReported, since, cancel) ? Finding.Good("Events: the server tells who comes and goes.")
            : Finding.Bad("Events: none has arrived. Does the portal run, is event_sync.cfg.lua in Prosody's conf.d, and is its token Jitsi:EventToken?");

    private Task<bool> HasAsync(AuditKind kind, DateTime since, CancellationToken cancel)
    {
        var from = since - Apart;
        // By class and instant there is an index.
        var kept = AuditKinds.ClassOf(kind);
        return db.AuditEvents.AnyAsync(e => e.Class == kept && e.At >= from && e.Kind == kind && e.Reason == CheckupRoom.Reason, cancel);
    }
}
