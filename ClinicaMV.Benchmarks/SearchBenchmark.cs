using ClinicaMV.Accounts;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Benchmarks;

/// <summary>The search by name of whoever books for a patient, in a clinic that has grown.</summary>
internal static class SearchBenchmark
{
    private const int People = 100_000;
    private const int Batch = 1_000;
    private const int Shown = 21;

    private static readonly string[] Names = ["Núria", "José", "Ángela", "Iñaki", "Lucía", "Martín", "Sofía"];
    private static readonly string[] Surnames = ["García", "Muñoz", "López", "Peña", "Ibáñez", "Herrera", "Vázquez", "Martínez", "Solís", "Àvila", "Gómez"];

    public static async Task RunAsync()
    {
        await Clinics.InAsync<SqliteClinic>(clinic => MeasureAsync(clinic, "SQLite"));
        await Clinics.InAsync<PostgresClinic>(clinic => MeasureAsync(clinic, "PostgreSQL"));
    }

    private static async Task MeasureAsync(TestClinic clinic, string database)
    {
        foreach (var batch in Enumerable.Range(0, People).Chunk(Batch))
            await AddAsync(clinic, batch);
        var where = FormattableString.Invariant($"{database}, {People:N0} patients");
        foreach (var (words, what) in new[] { ("garcia pena 77", "a rare name"), ("lucia", "a common name"), ("", "everybody, first page") })
            Scoreboard.Record("search", $"{where}, {what}", "the search by name before booking, case and accents not counting",
                $"{await Timings.OfAsync(() => SearchAsync(clinic, words), () => OneRowAsync(clinic), warmUps: 10, rounds: 60)}");
    }

    private static Task AddAsync(TestClinic clinic, int[] numbers) => clinic.InAsync<ClinicDb>(db =>
    {
        var normalizer = new UpperInvariantLookupNormalizer();
        foreach (var i in numbers)
            new NewPerson($"{Names[i % Names.Length]} {Surnames[i % Surnames.Length]} {Surnames[i / 7 % Surnames.Length]} {i}", $"p{i}@search.test", Roles.Patient, "es").AddTo(db, normalizer);
        return db.SaveChangesAsync();
    });

    private static Task SearchAsync(TestClinic clinic, string words) => clinic.InAsync<ClinicDb>(db => db.Patients.Where(p => p.Account.DisabledAt == null).Named(words)
        .OrderBy(p => p.Account.FullName).ThenBy(p => p.Id).Take(Shown).Select(p => new { p.Id, p.Account.FullName }).ToListAsync());

    private static Task OneRowAsync(TestClinic clinic) => clinic.InAsync<ClinicDb>(db => db.Patients.AsNoTracking().SingleAsync(p => p.Id == clinic.Ana.Id));
}
