namespace ClinicaMV.Web;

/// <summary>Addresses of the account's pages that others send people to.</summary>
public static class AccountRoutes
{
    public static string SignIn(string? returnUrl) => With("/Identity/Account/Login", returnUrl);

    public static string SetUpSecondStep(string? returnUrl) => With("/Account/SecondStep", returnUrl);

    public static string ConfirmIdentity(string? returnUrl) => With("/Account/ConfirmIdentity", returnUrl);

    private static string With(string page, string? returnUrl) => returnUrl is null ? page : $"{page}?ReturnUrl={Uri.EscapeDataString(returnUrl)}";
}
