using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ClinicaMV.Data;

/// <summary>What comes out of the database is UTC and says so; what is not UTC does not go in.</summary>
internal sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
    value => RequireUtc(value),
    stored => DateTime.SpecifyKind(stored, DateTimeKind.Utc))
{
    /// <summary>What has not been set, which the compiled model writes down converted.</summary>
    public static readonly DateTime Unset = DateTime.SpecifyKind(default, DateTimeKind.Utc);

    private static DateTime RequireUtc(DateTime value)
        => value.Kind == DateTimeKind.Utc ? value : throw new InvalidOperationException($"{value:o} is not UTC.");
}
