namespace ClinicaMV.Tests.Infrastructure;

/// <summary>A clinic that real browsers can visit, over a real socket.</summary>
public sealed class ServedClinic : SqliteClinic
{
    public ServedClinic() => UseKestrel(0);
}
