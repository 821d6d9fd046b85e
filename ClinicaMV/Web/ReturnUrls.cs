using System.Text;
using Microsoft.AspNetCore.Mvc;

namespace ClinicaMV.Web;

public static class ReturnUrls
{
    /// <summary>Whether somebody may be sent there: within the house, and such as can stand in a Location header.</summary>
    public static bool IsOurs(this IUrlHelper url, string? address) => url.IsLocalUrl(address) && Ascii.IsValid(address);
}
