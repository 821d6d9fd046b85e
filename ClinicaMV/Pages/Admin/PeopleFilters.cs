using ClinicaMV.Accounts;
using ClinicaMV.Data;

namespace ClinicaMV.Pages.Admin;

public enum PersonState
{
    Active,
    Invited,
    Disabled,

    /// <summary>Wishes to be erased.</summary>
    ErasureAsked,
}

/// <summary>Which people an administrator wants to see; what is left empty hides nobody.</summary>
public sealed class PeopleFilters
{
    public string? Name { get; set; }

    public string? Role { get; set; }

    public PersonState? State { get; set; }

    public bool IsEmpty => string.IsNullOrWhiteSpace(Name) && string.IsNullOrEmpty(Role) && State is null;

    public IQueryable<ClinicUser> Apply(IQueryable<ClinicUser> people, ClinicDb db)
    {
        people = people.Named(Name);
        if (Role is { Length: > 0 } role)
            people = people.Where(u => db.UserRoles.Any(r => r.UserId == u.Id && r.RoleId == role));
        return State switch
        {
            PersonState.Active => people.Where(u => u.DisabledAt == null && u.PasswordHash != null),
            PersonState.Invited => people.Where(u => u.DisabledAt == null && u.PasswordHash == null),
            PersonState.Disabled => people.Where(u => u.DisabledAt != null),
            PersonState.ErasureAsked => people.Where(u => u.ErasureAskedAt != null),
            _ => people,
        };
    }

    public Dictionary<string, string> ToRoute(int page) => new()
    {
        ["p"] = $"{page}",
        ["Filters.Name"] = Name ?? "",
        ["Filters.Role"] = Role ?? "",
        ["Filters.State"] = State?.ToString() ?? "",
    };
}
