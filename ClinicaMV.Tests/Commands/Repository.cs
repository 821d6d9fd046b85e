namespace ClinicaMV.Tests.Commands;

/// <summary>The checkout that these tests were built in.</summary>
internal static class Repository
{
    public static string Folder { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder)
        => File.Exists(Path.Combine(folder, "ClinicaMV.sln"))
            ? folder
            : Find(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("ClinicaMV.sln was not found above the tests."));
}
