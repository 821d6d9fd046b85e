using System.Text.Json;

namespace ClinicaMV.Operating;

/// <summary>What a backup says of itself. A restore believes it only where it finds the same.</summary>
/// <param name="Version">Of ClinicaMV that made it.</param>
/// <param name="Clinic">The code of <see cref="ClinicIdentity"/>.</param>
/// <param name="Address">The portal's address then.</param>
/// <param name="Migrations">All that the database had, oldest first.</param>
/// <param name="Rows">How many, by table.</param>
/// <param name="Files">SHA-256 of each file beside this one, in lower-case hexadecimal digits.</param>
public sealed record BackupManifest(string Version, string Clinic, string Address, DateTime TakenAt, IReadOnlyList<string> Migrations,
    IReadOnlyDictionary<string, long> Rows, IReadOnlyDictionary<string, string> Files)
{
    public const string Name = "manifest.json";
    public const string Database = "clinica.db";
    public const string Anchors = "record-anchors.txt";
    public const string Keys = "keys/";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    public void Write(Stream to) => JsonSerializer.Serialize(to, this, Json);

    /// <exception cref="JsonException">It is none.</exception>
    public static BackupManifest? Read(Stream from) => JsonSerializer.Deserialize<BackupManifest>(from, Json);
}
