using System.Collections;
using System.Globalization;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Clinic;

/// <summary>
/// A key that a section does not have is most likely a misspelling, and so is a section of nearly its name: it is named at the start, and
/// not ignored. Of other sections <see cref="KnownSources"/> speaks.
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
        var known = type.GetProperties().Where(p => p.CanWrite).ToDictionary(p => p.Name, p => p.PropertyType, StringComparer.OrdinalIgnoreCase);
        return section.GetChildren().SelectMany(child => known.TryGetValue(child.Key, out var option) ? Below(child, option)
            : [$"{child.Path} is no option; {section.Key} has {string.Join(", ", known.Keys)}."]);
    }

    private static IEnumerable<string> Below(IConfigurationSection option, Type type)
    {
        var (isMap, isList) = (type.IsAssignableTo(typeof(IDictionary)), type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable)));
        if (isList && option.Value is { Length: > 0 })
            yield return $"{option.Path} is a list, and has its values below: {option.Path}:{(isMap ? "…" : "0")}.";
        foreach (var child in option.GetChildren())
        {
            if (!isMap && !(isList && int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
                yield return $"{child.Path} is no option; {(isList ? $"{option.Path}:0 would be" : $"{option.Path} has nothing below it")}.";
            else if (child.GetChildren().FirstOrDefault() is { } deeper)
                yield return $"{deeper.Path} is no option; {child.Path} has nothing below it.";
        }
    }
}
