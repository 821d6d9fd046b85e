using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace ClinicaMV.Data;

/// <summary>
/// A query that nearly every request asks: made ready once, where the others are taken apart and looked up by their shape each time,
/// which costs more than SQLite's answer. EF Core reads it and does not run it: nothing of ours can be called in it.
/// </summary>
/// <param name="compile">One of <c>EF.CompileAsyncQuery</c>.</param>
internal sealed class HotQuery<TAsk>(Func<TAsk> compile) where TAsk : Delegate
{
    // Each database has a model of its own.
    private readonly ConditionalWeakTable<IModel, TAsk> ready = [];

    public TAsk For(ClinicDb db) => ready.GetValue(db.Model, _ => compile());
}
