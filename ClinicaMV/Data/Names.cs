using System.Data;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace ClinicaMV.Data;

/// <summary>Names as people look for them: "garcia" is García. Both databases fold in the same way, so that nothing has to be stored twice.</summary>
public static partial class Names
{
    /// <summary>What SQLite calls <see cref="Fold"/>; it knows no accents itself.</summary>
    public const string SqliteFunction = "fold_name";

    private static readonly StringTypeMapping Text = new("text", DbType.String);

    private const int MostWords = 6;

    // Accents, and the joiners that a Persian keyboard sets between two letters and a Spanish one does not have.
    private const string Unheard = "[\u0300-\u036f\u200c\u200d]";

    /// <summary>Without accents, joiners and capitals.</summary>
    public static string Fold(string name) => Marks().Replace(name.Normalize(NormalizationForm.FormD), "").ToLower(CultureInfo.InvariantCulture);

    /// <summary>What LIKE takes for each of the words: "García, Ana" has two. Letters and digits alone, of which none is a wildcard; signs alone are nobody's name.</summary>
    public static IReadOnlyList<string> Patterns(string? words)
    {
        if (string.IsNullOrWhiteSpace(words))
            return [];
        var found = Between().Split(Fold(words)).Where(word => word.Length > 0).Take(MostWords).ToList();
        return found.Count == 0 ? [""] : found.ConvertAll(word => $"%{word}%");
    }

    internal static void MapForSqlite(ModelBuilder model) => model.HasDbFunction(() => Fold("")).HasName(SqliteFunction);

    internal static void MapForPostgres(ModelBuilder model) => model.HasDbFunction(() => Fold("")).HasTranslation(arguments =>
    {
        // Not by its short name: that is a keyword, which takes the form without quotes.
        var decomposed = new SqlFunctionExpression("pg_catalog", "normalize", [arguments[0], Constant("NFD")], false, [false, false], typeof(string), Text);
        var bare = Call("regexp_replace", decomposed, Constant(Unheard), Constant(""), Constant("g"));
        return Call("lower", bare);
    });

    private static SqlFunctionExpression Call(string function, params SqlExpression[] arguments)
        => new(function, arguments, false, arguments.Select(_ => false), typeof(string), Text);

    private static SqlConstantExpression Constant(string value) => new(value, Text);

    [GeneratedRegex(Unheard)]
    private static partial Regex Marks();

    [GeneratedRegex(@"[^\p{L}\p{M}\p{N}]+")]
    private static partial Regex Between();
}
