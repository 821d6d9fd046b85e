using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Data;

/// <summary>Many rows of one table in few statements. Takes only values that this program makes up itself: nothing is escaped.</summary>
internal sealed class BulkInsert(ClinicDb db, string table, string columns)
{
    private const int RowsPerStatement = 500;

    private readonly StringBuilder rows = new();
    private readonly bool isSqlite = db.Database.IsSqlite();
    private int count;

    public async Task AddAsync(string values, CancellationToken cancel)
    {
        rows.Append(count++ == 0 ? "" : ",").Append('(').Append(values).Append(')');
        if (count == RowsPerStatement)
            await FlushAsync(cancel);
    }

    public async Task FlushAsync(CancellationToken cancel)
    {
        if (count == 0)
            return;

        var insert = new StringBuilder($"INSERT INTO \"{table}\" ({columns}) VALUES ").Append(rows).ToString();
        await db.Database.ExecuteSqlRawAsync(insert, cancel);
        rows.Clear();
        count = 0;
    }

    public string Literal(DateTime utc) => utc.ToString(isSqlite ? @"\'yyyy-MM-dd HH:mm:ss\'" : @"\'yyyy-MM-dd HH:mm:ss+00\'", CultureInfo.InvariantCulture);

    public string Literal(byte[] bytes) => (isSqlite ? "x'" : @"'\x") + Convert.ToHexStringLower(bytes) + "'";
}
