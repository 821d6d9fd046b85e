namespace ClinicaMV.Accounts.SecondSteps;

/// <summary>Lets its owner in once when the authenticator is lost. Only its hash is kept: the code itself is shown once.</summary>
public sealed class RecoveryCode
{
    public required string PersonId { get; init; }

    /// <summary>SHA-256 (hex) of its letters and digits.</summary>
    public required string Hash { get; init; }
}
