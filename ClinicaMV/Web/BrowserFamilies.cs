using ClinicaMV.Visits;

namespace ClinicaMV.Web;

public static class BrowserFamilies
{
    // Of the words that browsers say about themselves the first that is true: most of them claim to be Safari and Chrome as well.
    private static readonly (string Word, BrowserFamily Family)[] OnComputers =
        [("Edg", BrowserFamily.Edge), ("OPR/", BrowserFamily.Other), ("Firefox", BrowserFamily.Firefox), ("Chrome", BrowserFamily.Chrome), ("Safari", BrowserFamily.Safari)];

    private static readonly (string Word, BrowserFamily Family)[] OnAndroid =
        [("SamsungBrowser", BrowserFamily.Samsung), ("Firefox", BrowserFamily.FirefoxAndroid), ("Chrome", BrowserFamily.ChromeAndroid)];

    private static readonly string[] IosApps = ["CriOS", "FxiOS", "EdgiOS", "GSA/", "OPT/", "DuckDuckGo"];

    /// <summary>Which browser on what is asking, as it says itself. An iPad says that it is a Mac, and gets its advice.</summary>
    public static BrowserFamily Family(this HttpRequest request)
    {
        var agent = request.Headers.UserAgent.ToString();
        bool Says(string word) => agent.Contains(word, StringComparison.Ordinal);

        if (Says("iPhone") || Says("iPad") || Says("iPod"))
            return IosApps.Any(Says) || !Says("Safari") ? BrowserFamily.AppIos : BrowserFamily.SafariIos;
        return (Says("Android") ? OnAndroid : OnComputers).FirstOrDefault(f => Says(f.Word)).Family;
    }
}
