using Microsoft.Extensions.Options;

namespace ClinicaMV.Clinic;

/// <summary>
/// A key that a section does not have is most likely a misspelling, and so is a section of nearly its name: it is named at the start, and
/// not ignored. Whatever else stands in an environment is not ours.
/// </summary>
internal sealed class KnownKeys<TOptions>(string section, IConfiguration configuration) : IValidateOptions<TOptions> where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var unknown = Unknown(configuration.GetSection(section), typeof(TOptions)).Concat(Misspelt()).ToList();
        return unknown.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(unknown);
    }

    private IEnumerable<string> Misspelt() => configuration.GetChildren().Where(other => IsNearly(other.Key.ToUpperInvariant(), section.ToUpperInvariant()) && other.GetChildren().Any())
        .Select(other => $"{other.Key} is no section; {section} is.");

    // One letter more, less or other than it should be, or two that have changed places.
    private static bool IsNearly(string word, string meant)
    {
        var same = word.Zip(meant).TakeWhile(letters => letters.First == letters.Second).Count();
        var (left, should) = (word[same..], meant[same..]);
        return left != should && (Rest(left) == Rest(should) || Rest(left) == should || left == Rest(should)
            || left.Length > 1 && should.Length > 1 && (left[0], left[1]) == (should[1], should[0]) && left[2..] == should[2..]);
    }

    private static string Rest(string word) => word.Length == 0 ? word : word[1..];

    private static IEnumerable<string> Unknown(IConfigurationSection section, Type type)
    {
        var known = type.GetProperties().Where(p => p.CanWrite).Select(p => p.Name).ToList();
        return section.GetChildren().Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child => $"{child.Path} is no option; {section.Key} has {string.Join(", ", known)}.");
    }
}
