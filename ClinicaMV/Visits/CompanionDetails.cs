namespace ClinicaMV.Visits;

/// <summary>What a companion is to the patient. The name is the code in the database: never rename one.</summary>
public enum Relationship
{
    Relative,
    Carer,
    Interpreter,
    Other,
}

/// <summary>What is asked of a companion, and all that is ever known of them.</summary>
/// <param name="Language">Of the mail to them: <c>es</c> or <c>en</c>.</param>
public sealed record CompanionDetails(string Name, Relationship Relationship, string Language, string Email);
