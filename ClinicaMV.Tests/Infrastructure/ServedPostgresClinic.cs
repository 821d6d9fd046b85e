namespace ClinicaMV.Tests.Infrastructure;

/// <inheritdoc cref="ServedClinic"/>
public sealed class ServedPostgresClinic : PostgresClinic
{
    public ServedPostgresClinic() => UseKestrel(0);
}
