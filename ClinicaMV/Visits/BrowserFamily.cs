namespace ClinicaMV.Visits;

/// <summary>Which browser on what, as far as the way to its camera differs. The advice is <c>Device.Denied.{name}</c>.</summary>
public enum BrowserFamily
{
    Other,
    Chrome,
    ChromeAndroid,
    Edge,
    Firefox,
    FirefoxAndroid,
    Safari,
    SafariIos,

    /// <summary>Any other app on an iPhone or iPad, whose permissions stand in the settings of the device.</summary>
    AppIos,
    Samsung,
}
