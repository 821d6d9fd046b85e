namespace ClinicaMV.Accounts;

/// <summary>Why a person is not changed. The texts are <c>Person.{name}</c>.</summary>
public enum PersonRefusal
{
    ChangedMeanwhile,
    EmailTaken,
    Yourself,
    LastAdministrator,
    Accepted,
    Disabled,
    TooMany,
}
