namespace ClinicaMV.Tests.Infrastructure;

/// <summary>A database of its own; disposing drops it, open connections or not.</summary>
public sealed record TestDatabase(string Name, string ConnectionString) : IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await TestPostgres.DropAsync(Name);
}
