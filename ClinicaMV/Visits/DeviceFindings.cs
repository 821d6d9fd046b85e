namespace ClinicaMV.Visits;

/// <summary>What a device check has found, a code for each part; nothing in it says whose device it was.</summary>
public sealed record DeviceFindings
{
    private static readonly DeviceCode[] OfDevices =
        [DeviceCode.Denied, DeviceCode.Missing, DeviceCode.Taken, DeviceCode.Unsuitable, DeviceCode.Unsupported];

    public static readonly IReadOnlyList<DevicePart> Parts = Enum.GetValues<DevicePart>();

    public DeviceCode Browser { get; init; }

    public DeviceCode Camera { get; init; }

    public DeviceCode Microphone { get; init; }

    public DeviceCode Speaker { get; init; }

    public DeviceCode Connection { get; init; }

    public DeviceCode this[DevicePart part] => part switch
    {
        DevicePart.Browser => Browser,
        DevicePart.Camera => Camera,
        DevicePart.Microphone => Microphone,
        DevicePart.Speaker => Speaker,
        _ => Connection,
    };

    /// <summary>Everything was tried, and works.</summary>
    public bool IsFine => Parts.All(part => this[part] == DeviceCode.Ok);

    public IEnumerable<DevicePart> Troubles => Parts.Where(part => this[part] != DeviceCode.Ok);

    /// <summary>Whether a check can have found that: a form can say anything.</summary>
    public bool IsPossible => Parts.All(part => this[part] is DeviceCode.NotTried or DeviceCode.Ok || TroublesOf(part).Contains(this[part]));

    /// <summary>What can be wrong with that part.</summary>
    public static IReadOnlyList<DeviceCode> TroublesOf(DevicePart part) => part switch
    {
        DevicePart.Browser => [DeviceCode.Unsupported],
        DevicePart.Camera => OfDevices,
        DevicePart.Microphone => [.. OfDevices, DeviceCode.Silent],
        DevicePart.Speaker => [DeviceCode.NotHeard],
        _ => [DeviceCode.Slow, DeviceCode.Offline, DeviceCode.Unreachable],
    };
}
