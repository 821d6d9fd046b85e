using System.Text.Json;

namespace ClinicaMV.Jitsi;

/// <summary>Reading what strangers send: a missing or wrongly typed member is an empty answer, not an exception.</summary>
internal static class DemoJson
{
    public static string Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";

    public static bool TryGetObject(this JsonElement element, string name, out JsonElement value)
    {
        value = default;
        return element.ValueKind == JsonValueKind.Object
            && element.TryGetProperty(name, out value)
            && value.ValueKind == JsonValueKind.Object;
    }
}
