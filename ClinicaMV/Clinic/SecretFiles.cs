using ClinicaMV.Data;

namespace ClinicaMV.Clinic;

/// <summary>
/// Secrets in a folder of files, one per key (<c>Mail__Password</c>), as container platforms and systemd credentials hand them
/// over: they stand in no process list and no unit file.
/// </summary>
internal static class SecretFiles
{
    public const string Variable = "CLINICAMV_SECRETS";

    public const string Key = "Secrets:Directory";

    public static void AddSecrets(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if ((configuration[Key] ?? configuration[Variable]) is not { Length: > 0 } folder)
            return;

        try
        {
            configuration.AddKeyPerFile(Path.GetFullPath(folder, builder.Environment.ContentRootPath), optional: false, reloadOnChange: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartFailure($"{Key}: {e.Message.ReplaceLineEndings(" ")}");
        }
    }
}
