namespace ClinicaMV.Web;

/// <summary>On an endpoint that has to answer without a query first, and sees to the settings itself when it goes on.</summary>
public sealed record SettingsLater;
