using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using ClinicaMV.Resources;
using ClinicaMV.Tests.Commands;
using ClinicaMV.Visits;

namespace ClinicaMV.Tests.Web;

public sealed partial class TextTests
{
    private static readonly Dictionary<string, string> Spanish = TextsOf("es");
    private static readonly Dictionary<string, string> English = TextsOf("en");

    // How the lines of code begin that give the record a reason as a literal.
    private static readonly string[] WritesReason = ["reason: ", "var reason =", "RefuseAsync(", "changed.Add("];

    [Fact]
    public void Every_text_is_there_in_both_languages_with_the_same_places_to_fill()
    {
        Assert.Empty(Spanish.Keys.Except(English.Keys));
        Assert.Empty(English.Keys.Except(Spanish.Keys));
        Assert.All(Spanish, text => Assert.Equal(Places(text.Value), Places(English[text.Key])));
        Assert.All(Spanish.Values.Concat(English.Values), value => Assert.False(string.IsNullOrWhiteSpace(value)));
    }

    [Fact]
    public void Every_text_that_the_code_asks_for_exists()
    {
        var asked = Sources().SelectMany(file => Asked().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value)).Distinct().ToList();

        Assert.NotEmpty(asked);
        Assert.Equal([], asked.Except(Spanish.Keys));
    }

    [Theory]
    [InlineData(typeof(ClinicaMV.Auditing.AuditKind), "Audit.Kind.")]
    [InlineData(typeof(ClinicaMV.Auditing.AuditOutcome), "Audit.Outcome.")]
    [InlineData(typeof(ClinicaMV.Auditing.ChainFaultKind), "Audit.Fault.")]
    [InlineData(typeof(ClinicaMV.Accounts.ErasureRefusal), "Erase.")]
    [InlineData(typeof(ClinicaMV.Appointments.DiaryRefusal), "Diary.")]
    [InlineData(typeof(ClinicaMV.Appointments.AppointmentStatus), "Status.")]
    [InlineData(typeof(ClinicaMV.Appointments.Modality), "Modality.")]
    [InlineData(typeof(ClinicaMV.Appointments.ChangeReason), "Reason.")]
    [InlineData(typeof(ClinicaMV.Visits.WhoCame), "WhoCame.")]
    [InlineData(typeof(ClinicaMV.Visits.CompanionState), "Companion.State.")]
    [InlineData(typeof(ClinicaMV.Visits.CompanionStep), "Companion.Step.")]
    [InlineData(typeof(ClinicaMV.Visits.CompanionStep), "Companion.Done.")]
    [InlineData(typeof(ClinicaMV.Visits.CompanionRefusal), "Companion.Refusal.")]
    [InlineData(typeof(ClinicaMV.Visits.LinkState), "Companion.Link.")]
    [InlineData(typeof(ClinicaMV.Visits.Relationship), "Relationship.")]
    [InlineData(typeof(ClinicaMV.Appointments.ParticipantRole), "Role.")]
    [InlineData(typeof(ClinicaMV.Visits.DevicePart), "Device.Part.")]
    [InlineData(typeof(ClinicaMV.Visits.DevicePart), "Device.The.")]
    [InlineData(typeof(ClinicaMV.Visits.DeviceCode), "Device.Code.")]
    [InlineData(typeof(ClinicaMV.Visits.BrowserFamily), "Device.Denied.")]
    [InlineData(typeof(ClinicaMV.Mail.MailKind), "Mail.Kind.")]
    [InlineData(typeof(ClinicaMV.Mail.MailState), "Mail.State.")]
    [InlineData(typeof(ClinicaMV.Mail.MailShelf), "AdminMail.Shelf.")]
    [InlineData(typeof(ClinicaMV.Mail.MailRefusal), "AdminMail.Refusal.")]
    public void Every_code_has_its_words(Type codes, string prefix)
        => Assert.All(Enum.GetNames(codes), code => Assert.Contains(prefix + code, Spanish.Keys));

    [Fact]
    public void Every_reason_on_record_has_its_words()
    {
        var families = new[] { "Audit.Reason.", "Reason.", "Diary.", "Status.", "Modality.", "Audit.Fault.", "Companion.Refusal.", "Companion.Link." };
        var written = Sources().Where(file => file.EndsWith(".cs", StringComparison.Ordinal)).SelectMany(File.ReadLines)
            .Where(line => WritesReason.Any(line.Contains)).SelectMany(line => Code().Matches(line)).Select(m => m.Groups[1].Value);
        var codes = new[]
        {
            typeof(ClinicaMV.Appointments.DiaryRefusal), typeof(ClinicaMV.Appointments.ChangeReason), typeof(ClinicaMV.Appointments.AppointmentStatus), typeof(JoinOutcome), typeof(TroubleStep),
            typeof(CompanionRefusal), typeof(ClinicaMV.Accounts.Proof), typeof(ClinicaMV.Auditing.AuditFormat), typeof(ClinicaMV.Auditing.ChainFaultKind),
        }.SelectMany(Enum.GetNames).Concat([nameof(CompanionStep.Accept), nameof(CompanionStep.NewLink)]).Concat(written).Distinct().ToList();

        Assert.Contains("WrongPassword", codes);
        Assert.Equal([], codes.Where(code => !families.Any(family => Spanish.ContainsKey(family + code))));
    }

    [Fact]
    public void Every_job_of_the_timetable_has_a_name()
    {
        var jobs = Sources().Where(file => Path.GetFileName(file) == "Timetable.cs").SelectMany(file => Job().Matches(File.ReadAllText(file))).Select(m => m.Groups[1].Value).ToList();

        Assert.Contains("demo-appointments", jobs);
        Assert.Equal([], jobs.Where(job => !Spanish.ContainsKey($"Status.JobName.{job}")));
    }

    [Fact]
    public void Every_trouble_of_a_device_has_its_advice_in_every_browser()
        => Assert.All(DeviceFindings.Parts.SelectMany(DeviceFindings.TroublesOf).SelectMany(code => Enum.GetValues<BrowserFamily>().Select(browser => DeviceAdvice.KeyOf(code, browser)!)),
            key => Assert.Contains(key, Spanish.Keys));

    [Fact]
    public void No_page_has_words_of_its_own()
    {
        var wordy = Sources().Where(f => f.EndsWith(".cshtml", StringComparison.Ordinal))
            .Where(f => OwnWords().IsMatch(CodeBlocks().Replace(File.ReadAllText(f), "")))
            .Select(Path.GetFileName)
            .ToList();

        Assert.Empty(wordy);
    }

    [Fact]
    public void Every_word_of_the_glossary_stands_in_the_code()
    {
        var code = Sources().SelectMany(file => Word().Matches(File.ReadAllText(file))).Select(m => m.Value).ToHashSet();
        var glossary = File.ReadLines(Path.Combine(Repository.Folder, "docs", "glossary.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .SelectMany(line => Quoted().Matches(line.Split(" | ")[0])).SelectMany(m => Word().Matches(m.Value)).Select(m => m.Value).ToList();

        Assert.InRange(glossary.Count, 150, int.MaxValue);
        Assert.Equal([], glossary.Except(code));
    }

    private static Dictionary<string, string> TextsOf(string language)
        => new ResourceManager(typeof(Text)).GetResourceSet(CultureInfo.GetCultureInfo(language), true, false)!
            .Cast<System.Collections.DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!);

    [GeneratedRegex("AddOrUpdate<[^>]+>\\(\"([a-z-]+)\"")]
    private static partial Regex Job();

    [GeneratedRegex("\"([A-Z][A-Za-z]+)\"")]
    private static partial Regex Code();

    private static List<string> Places(string text) => [.. Place().Matches(text).Select(m => m.Value).Distinct().Order()];

    private static IEnumerable<string> Sources()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ClinicaMV.sln")))
            folder = folder.Parent!;
        return Directory.EnumerateFiles(Path.Combine(folder.FullName, "ClinicaMV"), "*.cs*", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}") && !f.EndsWith(".csproj", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\{\d")]
    private static partial Regex Place();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex("`[^`]+`")]
    private static partial Regex Quoted();

    [GeneratedRegex("""\b(?:T|text)\["([A-Za-z.]+)"[,\]]""")]
    private static partial Regex Asked();

    [GeneratedRegex(@"@\{.*?^\}|@functions \{.*?^\}|^@(inject|model|using)[^\n]*", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlocks();

    // A letter or more straight between two tags; the names of the two languages and of the demo are not words to translate.
    [GeneratedRegex(@">\s*(?!Español|English|DEMO)\p{L}{3,}[^@<>{}()=;]*<")]
    private static partial Regex OwnWords();
}
