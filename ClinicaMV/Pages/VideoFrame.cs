using ClinicaMV.Jitsi;

namespace ClinicaMV.Pages;

/// <summary>What the part of a room page needs that holds the video, whoever looks at it.</summary>
/// <param name="Path">The room page's own, which takes its reports.</param>
/// <param name="StatusUrl">Where its script asks how the visit stands.</param>
public sealed record VideoFrame(IssuedRoom Room, string RoomTag, string Path, string StatusUrl, string EndedUrl)
{
    public string? DisplayName { get; init; }

    public bool StartsWithoutPicture { get; init; }
}
