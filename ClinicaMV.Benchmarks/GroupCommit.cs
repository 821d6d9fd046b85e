using System.Data.Common;
using System.Threading.Channels;

namespace ClinicaMV.Benchmarks;

/// <summary>A bare writer that puts on the disk together what has queued up meanwhile: the most that one connection can commit.</summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    private readonly Channel<TaskCompletionSource> queue = Channel.CreateUnbounded<TaskCompletionSource>(new() { SingleReader = true });
    private readonly Dictionary<int, DbCommand> statements = [];
    private readonly DbConnection connection;
    private readonly string row;
    private readonly Task writing;

    /// <param name="connection">Open, and with the settings that the rows are to be written under.</param>
    /// <param name="row">What one row needs of an <c>INSERT</c>.</param>
    public GroupCommit(DbConnection connection, string table, string row)
    {
        (this.connection, this.row) = (connection, row);
        writing = Task.Run(() => WriteAsync($"INSERT INTO {table} VALUES "));
    }

    /// <summary>Ends when the row is on the disk.</summary>
    public Task InsertAsync()
    {
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        queue.Writer.TryWrite(waits);
        return waits.Task;
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.Complete();
        await writing;
        foreach (var statement in statements.Values)
            await statement.DisposeAsync();
    }

    private async Task WriteAsync(string insert)
    {
        var together = new List<TaskCompletionSource>();
        while (await queue.Reader.WaitToReadAsync())
        {
            while (queue.Reader.TryRead(out var waits))
                together.Add(waits);
            try
            {
                // One statement, and so one commit.
                if (!statements.TryGetValue(together.Count, out var statement))
                {
                    statements[together.Count] = statement = connection.CreateCommand();
                    statement.CommandText = insert + string.Join(", ", Enumerable.Repeat(row, together.Count));
                    await statement.PrepareAsync();
                }

                await statement.ExecuteNonQueryAsync();
                together.ForEach(waits => waits.SetResult());
            }
            catch (DbException failure)
            {
                together.ForEach(waits => waits.SetException(failure));
            }

            together.Clear();
        }
    }
}
