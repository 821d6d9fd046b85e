using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ClinicaMV.Data;
using ClinicaMV.Tests.Commands;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Web;

/// <summary>The lists in docs/security.md and SECURITY.md are those of the code: what is computed how, what is sensitive, of what it is made.</summary>
public sealed partial class InventoryTests
{
    private static readonly string[] Security = File.ReadAllLines(Path.Combine(Repository.Folder, "docs", "security.md"));

    private static readonly Dictionary<string, string> Code = Directory.GetFiles(Path.Combine(Repository.Folder, "ClinicaMV"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/")).ToDictionary(file => file, File.ReadAllText);

    private static readonly Dictionary<string, string> Algorithms = new()
    {
        ["SHA256"] = "SHA-256", ["HMACSHA1"] = "HMAC-SHA-1", ["SHA1"] = "HMAC-SHA-1", ["HMACSHA256"] = "HMAC-SHA-256", ["SecurityAlgorithms.HmacSha256"] = "HS256",
        ["SecurityAlgorithms.RsaSha256"] = "RS256", ["RSA"] = "RS256", ["CreateProtector"] = "AES-256-CBC with HMAC-SHA-256", ["X509Certificate2"] = "X.509", ["X509Chain"] = "X.509",
    };

    [Fact]
    public void Every_algorithm_in_the_code_stands_in_the_list_with_its_place()
    {
        var used = Code.SelectMany(file => Algorithm().Matches(file.Value).Select(m => (Name: m.Value, Place: Path.GetFileNameWithoutExtension(file.Key)))).Distinct().ToList();

        Assert.InRange(used.Count, 20, int.MaxValue);
        Assert.All(used, u => Assert.True(Algorithms.TryGetValue(u.Name, out var listed) && Security.Any(l => l.StartsWith($"| {listed} |", StringComparison.Ordinal) && l.Contains($"`{u.Place}`")), $"{u.Name} in {u.Place}"));
    }

    [Fact]
    public void Chance_is_of_the_secure_generator_everywhere()
        => Assert.Empty(Code.Where(file => Regex.IsMatch(file.Value, @"\bRandom\.Shared|\bnew Random\b|\bGuid\.NewGuid")).Select(file => file.Key));

    [Fact]
    public void Every_table_has_its_level_of_protection()
    {
        using var db = new SqliteClinicDb(new DbContextOptionsBuilder<SqliteClinicDb>().UseSqlite().UseApplicationServiceProvider(TestModel.Services).Options);
        var levels = Security.Where(l => Regex.IsMatch(l, "^\\| (secret|personal|the clinic's own) \\|")).SelectMany(l => Regex.Matches(l.Split('|')[3], "`(\\w+)`").Select(m => m.Groups[1].Value)).ToList();

        Assert.Equal(db.Model.GetEntityTypes().Select(e => e.GetTableName()).OfType<string>().Distinct().Order(), levels.Order());
    }

    [Fact]
    public void Every_component_is_listed_with_its_hash_and_a_build_with_a_broken_one_fails()
    {
        var projects = Directory.GetFiles(Repository.Folder, "*.csproj", SearchOption.AllDirectories);
        Assert.All(projects, project =>
        {
            using var locked = JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json")));
            var packages = locked.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(f => f.Value.EnumerateObject()).Where(p => p.Value.GetProperty("type").GetString() != "Project").ToList();
            Assert.NotEmpty(packages);
            Assert.All(packages, p => Assert.NotEmpty(p.Value.GetProperty("contentHash").GetString()!));
        });
        var versions = File.ReadAllText(Path.Combine(Repository.Folder, "wwwroot", "lib", "VERSIONS.md"));
        Assert.All(Directory.GetDirectories(Path.Combine(Repository.Folder, "wwwroot", "lib")), folder => Assert.Contains($"| `{Path.GetFileName(folder)}` |", versions));

        var build = XElement.Load(Path.Combine(Repository.Folder, "Directory.Build.props"));
        Assert.Equal(["true", "true", "all", "low"], new[] { "TreatWarningsAsErrors", "NuGetAudit", "NuGetAuditMode", "NuGetAuditLevel" }.Select(name => build.Descendants(name).Single().Value));
        Assert.DoesNotContain("NU19", string.Concat(projects.Append(Path.Combine(Repository.Folder, "Directory.Build.props")).Select(File.ReadAllText)));
    }

    [GeneratedRegex(@"\b(SHA(1|256|384|512)|SHA3_\d+|MD5|HMAC(SHA\w+|MD5)|RSA|DSA|ECDsa|ECDiffieHellman\w*|Aes\w*|ChaCha20Poly1305|TripleDES|Rfc2898DeriveBytes|X509Certificate2|X509Chain|CreateProtector|SecurityAlgorithms\.\w+)\b")]
    private static partial Regex Algorithm();
}
