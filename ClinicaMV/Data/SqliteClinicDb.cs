using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Data;

/// <summary>One file, one process: the clinic on one machine.</summary>
public sealed class SqliteClinicDb(DbContextOptions<SqliteClinicDb> options) : ClinicDb(options);
