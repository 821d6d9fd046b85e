using System.Globalization;
using ClinicaMV.Data;
using ClinicaMV.Web;
using Microsoft.AspNetCore.DataProtection;

namespace ClinicaMV.Visits;

/// <summary>
/// The personal link of a companion. What opens is sealed with the clinic's keys and stands in the mail alone; the database
/// knows only the number of the link that counts.
/// </summary>
public sealed class CompanionLinks(IDataProtectionProvider protection, ClinicLinks links)
{
    private readonly IDataProtector protector = protection.CreateProtector("ClinicaMV.CompanionLinks");

    public string LinkOf(Companion companion) => links.Companion(companion.PublicId, protector.Protect(Sealed(companion)));

    public bool Opens(Companion companion, string? code) => protector.Open(code) == Sealed(companion);

    private static string Sealed(Companion companion) => string.Create(CultureInfo.InvariantCulture, $"{companion.PublicId}.{companion.LinkNumber}");
}
