namespace ClinicaMV.Visits;

/// <summary>What to do about a trouble, in this browser on this device: the key of the text, in which <c>{0}</c> is the part's name.</summary>
public static class DeviceAdvice
{
    private static readonly BrowserFamily[] Phones =
        [BrowserFamily.ChromeAndroid, BrowserFamily.FirefoxAndroid, BrowserFamily.SafariIos, BrowserFamily.AppIos, BrowserFamily.Samsung];

    /// <returns><see langword="null"/> where there is nothing to do.</returns>
    public static string? KeyOf(DeviceCode code, BrowserFamily browser) => code switch
    {
        DeviceCode.Ok or DeviceCode.NotTried => null,
        DeviceCode.Denied => $"Device.Denied.{browser}",
        DeviceCode.Taken or DeviceCode.Missing => $"Device.{code}.{(Phones.Contains(browser) ? "Phone" : "Computer")}",
        _ => $"Device.{code}",
    };
}
