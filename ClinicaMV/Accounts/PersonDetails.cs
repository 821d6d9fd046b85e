namespace ClinicaMV.Accounts;

/// <summary>What administrators can change of a person.</summary>
/// <param name="Language"><c>es</c> or <c>en</c>.</param>
/// <param name="Speciality">Of specialists only.</param>
public sealed record PersonDetails(string FullName, string Email, string Phone, string Language, string Speciality);
