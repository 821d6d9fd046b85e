using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.AspNetCore.WebUtilities;

namespace ClinicaMV.Web;

/// <summary>
/// Where somebody may be sent after signing in: to a page of the house that is looked at (GET) and needs somebody signed in, or to the
/// start. So never out of the house, never to what is only posted, never to the sign-in's own pages.
/// </summary>
public sealed class ReturnUrls(EndpointDataSource endpoints, ParameterPolicyFactory policies)
{
    private const int LongestAddress = 2000;

    /// <summary>The page that is shown, to come back to; without the handler that a refused form was sent to, which nobody can look at.</summary>
    public static string Here(HttpContext context)
    {
        var (path, query) = context.Features.Get<IStatusCodeReExecuteFeature>() is { } failed
            ? (failed.OriginalPath, failed.OriginalQueryString)
            : (context.Request.Path.ToUriComponent(), context.Request.QueryString.Value);
        return path + QueryString.Create(QueryHelpers.ParseQuery(query).Where(value => !value.Key.Equals("handler", StringComparison.OrdinalIgnoreCase)));
    }

    /// <param name="address">Path, query and fragment, as a browser would put them in a Location header.</param>
    /// <param name="whereverPages">Any page, also those that nobody has to sign in for.</param>
    public bool Knows(string address, bool whereverPages = false)
    {
        if (address.Length > LongestAddress || !address.StartsWith('/') || !Ascii.IsValid(address) || address.Contains('\\') || address.Any(char.IsControl))
            return false;

        var (path, query) = Split(address);
        if (path == "/")
            return !query.Contains("handler=", StringComparison.OrdinalIgnoreCase);
        return PathString.FromUriComponent(path) is var decoded
            && !query.Contains("handler=", StringComparison.OrdinalIgnoreCase)
            && endpoints.Endpoints.OfType<RouteEndpoint>().Any(e => IsDestination(e, whereverPages) && Matches(e.RoutePattern, decoded));
    }

    private static (string Path, string Query) Split(string address)
    {
        var end = address.IndexOfAny(['?', '#']);
        return end < 0 ? (address, "") : (address[..end], address[end..]);
    }

    private static bool IsDestination(RouteEndpoint endpoint, bool whereverPages)
    {
        var isPage = endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Mvc.RazorPages.PageActionDescriptor>() is not null;
        if (whereverPages)
            return isPage;

        return endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
            && (isPage || endpoint.Metadata.GetMetadata<AllowsAttribute>()?.What == Allowance.JobsDashboard);
    }

    private bool Matches(RoutePattern pattern, PathString path)
    {
        var values = new RouteValueDictionary();
        return new TemplateMatcher(new RouteTemplate(pattern), new(pattern.Defaults)).TryMatch(path, values)
            && pattern.ParameterPolicies.All(of => of.Value.All(reference => IsMet(pattern, of.Key, reference, values)));
    }

    private bool IsMet(RoutePattern pattern, string parameter, RoutePatternParameterPolicyReference reference, RouteValueDictionary values)
        => policies.Create(pattern.GetParameter(parameter), reference) is not IRouteConstraint constraint
            || constraint.Match(null, null, parameter, values, RouteDirection.IncomingRequest);
}

public static class ReturnUrlHelper
{
    /// <summary>Whether somebody may be sent there after signing in.</summary>
    public static bool IsOurs(this IUrlHelper url, string? address) => url.IsLocalUrl(address) && Known(url).Knows(address!);

    /// <summary>Whether it is a page of ours at all, so that one can stay on it.</summary>
    public static bool IsPage(this IUrlHelper url, string? address) => url.IsLocalUrl(address) && Known(url).Knows(address!, whereverPages: true);

    private static ReturnUrls Known(IUrlHelper url) => url.ActionContext.HttpContext.RequestServices.GetRequiredService<ReturnUrls>();
}
