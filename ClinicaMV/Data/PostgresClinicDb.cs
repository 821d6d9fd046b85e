using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Data;

/// <summary>Several instances over one server: the clinic that has outgrown one machine.</summary>
public sealed class PostgresClinicDb(DbContextOptions<PostgresClinicDb> options) : ClinicDb(options);
