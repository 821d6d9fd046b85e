using System.Data.Common;
using System.Runtime.CompilerServices;
using ClinicaMV.Auditing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace ClinicaMV.Data;

/// <summary>The columns of the record as the model has them, for the statements of our own that add lines to it.</summary>
internal sealed class RecordColumns
{
    // Each database has a model of its own.
    private static readonly ConditionalWeakTable<IModel, RecordColumns> Known = [];

    private readonly IReadOnlyList<(string Name, RelationalTypeMapping Type, IClrPropertyGetter Value)> given;
    private readonly RelationalTypeMapping bytes;

    private RecordColumns(IModel model)
    {
        var table = model.FindEntityType(typeof(AuditEvent))!;
        given = [.. table.GetProperties().Where(p => p.Name is not (nameof(AuditEvent.Id) or nameof(AuditEvent.Seq) or nameof(AuditEvent.Hash)))
            .Select(p => (p.GetColumnName(), p.GetRelationalTypeMapping(), p.GetGetter()))];
        bytes = table.FindProperty(nameof(AuditEvent.Hash))!.GetRelationalTypeMapping();
        Names = string.Join(", ", given.Select(c => $"\"{c.Name}\""));
    }

    /// <summary>All but its key and its place in the chain.</summary>
    public string Names { get; }

    public static RecordColumns Of(ClinicDb db) => Known.GetValue(db.Model, model => new(model));

    /// <summary>What stands in those columns for that line, as parameters of the command.</summary>
    /// <param name="number">Of the line, in the command.</param>
    /// <returns>Their names, in the order of <see cref="Names"/>.</returns>
    public string Add(DbCommand command, AuditEvent line, int number)
        => string.Join(", ", given.Select(c => Add(command, $"@{c.Name}{number}", c.Type, c.Value.GetClrValue(line))));

    public string Add(DbCommand command, string name, byte[] value) => Add(command, name, bytes, value);

    private static string Add(DbCommand command, string name, RelationalTypeMapping type, object? value)
    {
        command.Parameters.Add(type.CreateParameter(command, name, value, nullable: value is null));
        return name;
    }
}
