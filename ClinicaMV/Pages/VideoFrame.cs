using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using ClinicaMV.Jitsi;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages;

/// <summary>What the part of a room page needs that holds the video, whoever looks at it.</summary>
/// <param name="Path">The room page's own, which takes its reports.</param>
/// <param name="StatusUrl">Where its script asks how the visit stands.</param>
public sealed record VideoFrame(IssuedRoom Room, string RoomTag, string Path, string StatusUrl, string EndedUrl)
{
    private const string Prefix = "Video.";

    private static readonly ConcurrentDictionary<string, string> Spoken = new();

    public string? DisplayName { get; init; }

    public bool StartsWithoutPicture { get; init; }

    /// <summary>What the script says, in the language of this request, as JSON. To pick it from all texts was a tenth of the CPU of a room: once is enough.</summary>
    public static string Words(IStringLocalizer text) => Spoken.GetOrAdd(CultureInfo.CurrentUICulture.Name, _ => JsonSerializer.Serialize(
        text.GetAllStrings(includeParentCultures: true).Where(t => t.Name.StartsWith(Prefix, StringComparison.Ordinal))
            .DistinctBy(t => t.Name).ToDictionary(t => t.Name[Prefix.Length..], t => t.Value)));
}
