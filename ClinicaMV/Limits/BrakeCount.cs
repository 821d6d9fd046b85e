namespace ClinicaMV.Limits;

/// <summary>How often one thing has been tried lately, for all instances. Never whose it is: the key is a hash.</summary>
public sealed class BrakeCount
{
    /// <summary>SHA-256 (hex) of the brake's name and of what it holds back.</summary>
    public required string Key { get; init; }

    public required int Times { get; init; }

    /// <summary>Until then it may not be tried again.</summary>
    public required DateTime FreeAt { get; init; }
}
