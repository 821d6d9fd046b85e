using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClinicaMV.Auditing;

/// <summary>A line of the record as an HL7 FHIR R5 <c>AuditEvent</c>, for whoever gathers records of several systems.</summary>
internal static class FhirAuditEvent
{
    private const string Ours = "urn:clinicamv:";
    private const string IssueSeverity = "http://hl7.org/fhir/issue-severity";

    /// <param name="patientId">Whose visit it was about: what gathers records asks R5's <c>patient</c> who has looked at somebody.</param>
    public static byte[] Write(AuditEvent line, string? patientId)
    {
        var resource = new JsonObject
        {
            ["resourceType"] = "AuditEvent",
            ["id"] = $"{line.Class}-{line.Seq}",
            ["extension"] = new JsonArray(new JsonObject { ["url"] = Ours + "hash", ["valueString"] = Convert.ToHexStringLower(line.Hash) }),
            ["category"] = new JsonArray(Concept("audit-class", line.Class.ToString())),
            ["code"] = Concept("audit-kind", line.Kind.ToString()),
            ["recorded"] = line.At.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture),
            ["outcome"] = OutcomeOf(line),
            ["agent"] = new JsonArray(AgentOf(line)),
            ["source"] = new JsonObject { ["observer"] = new JsonObject { ["display"] = "ClinicaMV" } },
        };
        if (patientId is not null)
            resource["patient"] = Reference("person", patientId);
        var entities = new[] { ("appointment", line.AppointmentId), ("person", line.SubjectId) }.Where(e => e.Item2 is not null)
            .Select(e => (JsonNode)new JsonObject { ["what"] = Reference(e.Item1, e.Item2!) }).ToArray();
        if (entities.Length > 0)
            resource["entity"] = new JsonArray(entities);
        return JsonSerializer.SerializeToUtf8Bytes(resource);
    }

    private static JsonObject OutcomeOf(AuditEvent line)
    {
        var outcome = new JsonObject { ["code"] = new JsonObject { ["system"] = IssueSeverity, ["code"] = line.Outcome == AuditOutcome.Allowed ? "success" : "error" } };
        if (line.Reason is { } reason)
            outcome["detail"] = new JsonArray(Concept("audit-reason", reason));
        return outcome;
    }

    private static JsonObject AgentOf(AuditEvent line)
    {
        var agent = new JsonObject
        {
            ["role"] = new JsonArray(Concept("role", line.ActorRole)),
            ["who"] = line.ActorId is { } id ? Reference("person", id) : new JsonObject { ["display"] = line.ActorRole },
            ["requestor"] = true,
        };
        if (line.IpAddress is { } address)
            agent["networkString"] = address;
        return agent;
    }

    private static JsonObject Concept(string system, string code)
        => new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = Ours + system, ["code"] = code }) };

    private static JsonObject Reference(string system, string id)
        => new() { ["identifier"] = new JsonObject { ["system"] = Ours + system, ["value"] = id } };
}
