namespace ClinicaMV.Tests.Commands;

/// <summary>The program as <c>dotnet publish</c> leaves it, made once for all who look at it.</summary>
public sealed class PublishedBuild : IAsyncLifetime
{
    public const string Collection = "published build";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clinicamv-published-");

    public string Folder => folder.FullName;

    public async Task InitializeAsync()
    {
        await using var publish = ProgramRun.Start(Repository.Folder, [],
            "publish", "ClinicaMV", "-c", "Release", "-o", Folder, "--no-restore", "-v", "quiet", "-p:UseSharedCompilation=false", "-nodeReuse:false");
        Assert.True(await publish.EndAsync() == 0, publish.Said);
    }

    public Task DisposeAsync()
    {
        folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}

[CollectionDefinition(PublishedBuild.Collection)]
public sealed class PublishedBuildCollection : ICollectionFixture<PublishedBuild>;
