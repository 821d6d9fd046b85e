using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Jitsi;

/// <summary>Whether what the video server has to ask and to tell of the check-up's room has arrived at the portal, which has to be running.</summary>
public sealed class ArrivalCheckup(IOptions<JitsiOptions> options, ClinicDb db, TimeProvider clock)
{
    // The portal may run on another machine, by another clock; which check-up a line is of says its reason.
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(30);

    // Prosody tells at once; JaaS sends its webhooks when it comes to it.
    private static readonly TimeSpan WebhookPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly JitsiOptions jitsi = options.Value;

    private bool IsJaas => jitsi.Server is JitsiServer.JaaS;

    /// <param name="reason">By which the record knows this check-up, and no other.</param>
    public async Task<Finding> ReservationAsync(string reason, CancellationToken cancel)
        => IsJaas ? Finding.Good("Reservation: JaaS asks no such question; the token alone keeps the window.")
            : jitsi.ReservationToken.Length == 0 ? Finding.Good("Reservation: off, Jitsi:ReservationToken is empty; the token alone keeps the window.")
            : await HasAsync(AuditKind.RoomReserved, reason, cancel) ? Finding.Good("Reservation: asked for, and granted.")
            : Finding.Bad("Reservation: none was asked for here. Does the portal run, is PROSODY_RESERVATION_ENABLED=1, and does PROSODY_RESERVATION_REST_BASE_URL reach the portal with Jitsi:ReservationToken?");

    /// <inheritdoc cref="ReservationAsync"/>
    public async Task<Finding> EventAsync(string reason, CancellationToken cancel)
    {
        var (key, secret) = IsJaas ? ("Jitsi:JaasWebhookSecret", jitsi.JaasWebhookSecret) : ("Jitsi:EventToken", jitsi.EventToken);
        if (secret.Length == 0)
            return Finding.Good($"Events: off, {key} is empty; who was there is what the pages say.");

        return await HasBeenToldAsync(reason, cancel) ? Finding.Good("Events: the server tells who comes and goes.")
            : IsJaas ? Finding.Bad("Events: no webhook has arrived. Does the portal run, does JaaS' console have one for {Clinic:PublicUrl}/Jitsi/JaaS with ROOM_CREATED, ROOM_DESTROYED, "
                + "PARTICIPANT_JOINED and PARTICIPANT_LEFT, and is its secret Jitsi:JaasWebhookSecret?")
            : Finding.Bad("Events: none has arrived. Does the portal run, is event_sync.cfg.lua in Prosody's conf.d, is mod_event_sync_component.lua among its plugins (Prosody's log names it if not), "
                + "and is its token Jitsi:EventToken?");
    }

    private async Task<bool> HasBeenToldAsync(string reason, CancellationToken cancel)
    {
        var until = clock.GetUtcNow() + (IsJaas ? WebhookPatience : TimeSpan.Zero);
        while (!await HasAsync(AuditKind.CheckupReported, reason, cancel))
        {
            if (clock.GetUtcNow() >= until)
                return false;
            await Task.Delay(Pause, clock, cancel);
        }

        return true;
    }

    private Task<bool> HasAsync(AuditKind kind, string reason, CancellationToken cancel)
    {
        var from = clock.GetUtcNow().UtcDateTime - Apart;
        // By class and instant there is an index.
        var kept = AuditKinds.ClassOf(kind);
        return db.AuditEvents.AnyAsync(e => e.Class == kept && e.At >= from && e.Kind == kind && e.Reason == reason, cancel);
    }
}
