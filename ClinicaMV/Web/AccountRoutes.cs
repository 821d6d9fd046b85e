namespace ClinicaMV.Web;

/// <summary>Addresses of the account's pages that others send people to.</summary>
public static class AccountRoutes
{
    /// <param name="isUnsaved">Whether a form was sent after its session had ended: the page says so.</param>
    public static string SignIn(string returnUrl, bool isUnsaved) => With("/Identity/Account/Login", returnUrl) + (isUnsaved ? "&Unsaved=true" : "");

    public static string SetUpSecondStep(string returnUrl) => With("/Account/SecondStep", returnUrl);

    public static string ConfirmIdentity(string returnUrl) => With("/Account/ConfirmIdentity", returnUrl);

    private static string With(string page, string returnUrl) => $"{page}?ReturnUrl={Uri.EscapeDataString(returnUrl)}";
}
