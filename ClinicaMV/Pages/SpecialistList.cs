using ClinicaMV.Data;
using ClinicaMV.People;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Pages;

/// <summary>Specialists to choose from, a page at a time and by name. A clinic whose specialists fit on one page sees neither pages nor search.</summary>
public sealed record SpecialistList(IReadOnlyList<SpecialistRow> Rows, string? Query, int Page, bool HasMore)
{
    private const int PageSize = 30;

    public static readonly SpecialistList None = new([], null, 1, false);

    private const int MostSpecialities = 50;

    public bool IsLong => HasMore || Page > 1 || !string.IsNullOrWhiteSpace(Query);

    public static async Task<SpecialistList> ReadAsync(IQueryable<Specialist> specialists, string? query, int page, CancellationToken cancel)
    {
        page = Math.Clamp(page, 1, 10_000);
        var found = await specialists.Named(query).OrderBy(s => Names.Fold(s.Account.FullName)).ThenBy(s => s.Id).Skip((page - 1) * PageSize).Take(PageSize + 1)
            .Select(s => new SpecialistRow(s.Id, s.Account.FullName, s.Speciality)).ToListAsync(cancel);
        return new([.. found.Take(PageSize)], query, page, found.Count > PageSize);
    }

    /// <summary>The specialities that leave a choice: with one specialist it would be that specialist under another name.</summary>
    public static Task<List<string>> SpecialitiesAsync(IQueryable<Specialist> specialists, CancellationToken cancel)
        => specialists.Where(s => s.Speciality != "").GroupBy(s => s.Speciality).Where(g => g.Count() > 1)
            .OrderBy(g => g.Key).Select(g => g.Key).Take(MostSpecialities).ToListAsync(cancel);
}

public sealed record SpecialistRow(string Id, string Name, string Speciality);
