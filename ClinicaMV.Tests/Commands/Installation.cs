using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Commands;

/// <summary>The built program with settings, a content root and a data directory of its own.</summary>
internal sealed class Installation : IDisposable
{
    /// <summary>Must never be seen in what the program says.</summary>
    public const string MailPassword = "geheim-R7kQ";

    public const string PublicUrl = "https://citas.example.org/";

    private readonly Dictionary<string, string> settings = [];

    private Installation(string environment)
    {
        Folder = Directory.CreateTempSubdirectory("clinicamv-program-").FullName;
        ContentRoot = Folder;
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory, "appsettings*.json"))
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        // Without a home there are no user secrets.
        settings["HOME"] = Folder;
        With("ASPNETCORE_ENVIRONMENT", environment).With("Database:DataDirectory", Data).With("URLS", "http://127.0.0.1:0");
    }

    public string Folder { get; }

    public string Data => Path.Combine(Folder, "data");

    public string DatabaseFile => Path.Combine(Data, "clinica.db");

    public string Program { get; init; } = Path.Combine(AppContext.BaseDirectory, "ClinicaMV.dll");

    public string ContentRoot { get; init; }

    /// <summary>What an administrator has to say, and nothing else.</summary>
    public static Installation ForProduction() => new Installation("Production").AsAnAdministratorSays();

    public static Installation ForDevelopment() => new("Development");

    /// <summary>As <c>dotnet publish</c> left it in that folder.</summary>
    public static Installation Published(string folder)
        => new("Development") { Program = Path.Combine(folder, "ClinicaMV.dll"), ContentRoot = folder };

    /// <inheritdoc cref="Published"/>
    public static Installation PublishedForProduction(string folder)
        => new Installation("Production") { Program = Path.Combine(folder, "ClinicaMV.dll"), ContentRoot = folder }.AsAnAdministratorSays();

    private Installation AsAnAdministratorSays() => this
        .With("Clinic:PublicUrl", PublicUrl)
        .With("Jitsi:Domain", "meet.example.org")
        .With("Jitsi:AppId", "clinica")
        .With("Jitsi:AppSecret", "k3Jd82hfYwq0PzmX7vbnA5sLeRtUiOpQ")
        .With("Mail:From", "Clínica <citas@clinica.example>")
        .With("Mail:Host", "smtp.clinica.example")
        .With("Mail:User", "citas")
        .With("Mail:Password", MailPassword);

    public Installation With(string key, string value)
    {
        settings[key.Replace(":", "__")] = value;
        return this;
    }

    /// <param name="setting"><c>Key=Value</c>, or the key alone to leave it out.</param>
    public Installation With(string setting)
    {
        if (setting.Split('=', 2) is [var key, var value])
            return With(key, value);

        settings.Remove(setting.Replace(":", "__"));
        return this;
    }

    /// <summary>Its mail goes to that server.</summary>
    public Installation SendingTo(SmtpServer smtp, string from = "citas@clinica.test")
        => With("Mail:Transport", "Smtp").With("Mail:From", from).With("Mail:Host", smtp.Host).With("Mail:Port", $"{smtp.Port}")
            .With("Mail:User", smtp.User).With("Mail:Password", smtp.Password).With("Mail:TrustedRootFile", smtp.TrustedBy(Folder));

    public Installation On(DatabaseOptions database)
        => With("Database:Provider", $"{database.Provider}").With("Database:ConnectionString", database.ConnectionString);

    /// <summary>It gets the database and the keys of that clinic, as they are at this instant.</summary>
    public async Task TakeFromAsync(SqliteClinic clinic)
    {
        await clinic.InAsync<ClinicDb>(db => db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)"));
        var keys = Directory.CreateDirectory(Path.Combine(Data, "keys"));
        File.Copy(Path.Combine(clinic.Folder, "clinica.db"), DatabaseFile);
        foreach (var key in Directory.GetFiles(Path.Combine(clinic.Folder, "keys")))
            File.Copy(key, Path.Combine(keys.FullName, Path.GetFileName(key)));
    }

    /// <summary>There is a clinic, as its first administrator makes it: most verbs make none.</summary>
    public async Task MakeAsync()
    {
        await using var run = Start("admin", "create", "--email", "delia@clinica.example");
        Assert.True(await run.EndAsync() == 0, run.Said);
    }

    public ProgramRun Start(params IEnumerable<string> arguments)
        => ProgramRun.Start(ContentRoot, settings, [Program, .. arguments]);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
