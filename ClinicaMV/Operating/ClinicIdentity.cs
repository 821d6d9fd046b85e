using ClinicaMV.Data;

namespace ClinicaMV.Operating;

/// <summary>The one row by which a backup is known for this clinic's and no other's. It opens nothing.</summary>
public sealed class ClinicIdentity
{
    public const int Only = 1;

    public int Id { get; init; } = Only;

    public string Code { get; private set; } = PublicId.New();
}
