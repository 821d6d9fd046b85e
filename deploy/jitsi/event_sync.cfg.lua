-- Tells the portal when a room is made or destroyed, and who joins and leaves. Prosody reads the two ENV_ names from its
-- environment (.env), and does not start without them.
Component "eventsync.meet.jitsi" "event_sync_component"
    muc_component = "muc.meet.jitsi"
    api_prefix = ENV_CLINIC_URL .. "/Jitsi"
    api_headers = { ["Authorization"] = "Bearer " .. ENV_CLINIC_EVENT_TOKEN }
