namespace ClinicaMV.Visits;

/// <summary>
/// What a participant tried when picture or sound failed, from the least to the last, and how it ended. The name is the
/// code in the record: never rename one.
/// </summary>
public enum TroubleStep
{
    Reload,
    AudioOnly,
    NewTab,
    Ring,
    Solved,
    NotSolved,
}
