namespace ClinicaMV.Web;

/// <summary>On an endpoint that has to answer without a query first: either it sees to the settings itself when it goes on, or it decides nothing.</summary>
public sealed record SettingsLater;
