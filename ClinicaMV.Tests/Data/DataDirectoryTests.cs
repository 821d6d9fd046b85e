using ClinicaMV.Data;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Tests.Data;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("clinicamv-data-").FullName;

    [Fact]
    public void The_room_is_asked_for_beside_a_database_that_lies_elsewhere_too()
    {
        // A file system on which nothing is free.
        var data = With("Data Source=/proc/clinica.db");

        Assert.Equal(["/proc"], data.Full);
        Assert.Equal(0, data.Free);
        Assert.Empty(With("").Full);
        Assert.InRange(With("").Free, 1, long.MaxValue);
    }

    [Fact]
    public void A_folder_that_is_gone_is_not_called_full_and_hides_no_other_fault()
    {
        var data = With($"Data Source={folder}/nowhere/clinica.db");
        Directory.Delete(folder, recursive: true);

        Assert.Empty(data.Full);
        Assert.Equal(0, data.Free);
    }

    [Fact]
    public void A_connection_string_of_PostgreSQL_names_no_folder()
        => Assert.InRange(With("Host=db.example.org;Username=clinica", DatabaseProvider.PostgreSql).Free, 1, long.MaxValue);

    public void Dispose()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private DataDirectory With(string connection, DatabaseProvider provider = DatabaseProvider.Sqlite)
        => new(Options.Create(new DatabaseOptions { Provider = provider, DataDirectory = folder, ConnectionString = connection }), new Root());

    private sealed class Root : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = Environments.Production;

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = "/";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
