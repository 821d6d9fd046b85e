namespace ClinicaMV.Tests.Infrastructure;

/// <summary>Where the browser tests leave what they saw, for people to look at.</summary>
internal static class Pictures
{
    public static string PathOf(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ClinicaMV.sln")))
            folder = folder.Parent!;
        return Path.Combine(Directory.CreateDirectory(Path.Combine(folder.FullName, "artifacts", "pictures")).FullName, name + ".png");
    }
}
