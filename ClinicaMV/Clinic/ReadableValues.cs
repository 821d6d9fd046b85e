using System.Collections;
using System.ComponentModel;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Clinic;

/// <summary>
/// Before a section is read: what its options cannot be read from is named, with what they can. The framework leaves such a value of a list
/// out without a word, takes a number for a word of ours, and otherwise tells of types instead of words.
/// </summary>
internal sealed class ReadableValues<TOptions>(string section, IConfiguration configuration) : IConfigureOptions<TOptions> where TOptions : class
{
    public void Configure(TOptions options)
    {
        var faults = typeof(TOptions).GetProperties().Where(p => p.CanWrite).SelectMany(p => FaultsOf(configuration.GetSection($"{section}:{p.Name}"), p.PropertyType)).ToList();
        if (faults.Count > 0)
            throw new OptionsValidationException(Options.DefaultName, typeof(TOptions), faults);
    }

    private static IEnumerable<string> FaultsOf(IConfigurationSection option, Type type)
        => type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable))
            ? option.GetChildren().SelectMany(child => FaultsOf(child, type.GetElementType() ?? type.GetGenericArguments()[^1]))
            : option.Value is { } value && !IsReadable(value, type) ? [$"{option.Path} must be {Wanted(type)}."] : [];

    private static bool IsReadable(string value, Type type)
        => type.IsEnum ? Enum.GetNames(type).Contains(value, StringComparer.OrdinalIgnoreCase) : TypeDescriptor.GetConverter(type).IsValid(value);

    private static string Wanted(Type type)
        => type.IsEnum ? string.Join(" or ", Enum.GetNames(type))
        : type == typeof(bool) ? "true or false"
        : type == typeof(int) ? "a whole number"
        : "a number";
}
