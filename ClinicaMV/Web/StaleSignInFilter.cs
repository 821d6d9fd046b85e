using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Core.Infrastructure;
using Microsoft.AspNetCore.Mvc.Filters;

namespace ClinicaMV.Web;

/// <summary>
/// A form of the sign-in that was opened before its person signed in or out in another tab: the page is shown as it is now. Nothing of what
/// was typed is looked at, and a form without any token is refused as everywhere.
/// </summary>
public sealed class StaleSignInFilter : IAlwaysRunResultFilter
{
    private const string Token = "__RequestVerificationToken";
    private static readonly string[] Kept = ["ReturnUrl", "id", "code"];

    public void OnResultExecuting(ResultExecutingContext context)
    {
        var request = context.HttpContext;
        // What could not be read is no form.
        if (context.Result is not IAntiforgeryValidationFailedResult || request.Features.Get<IFormFeature>()?.Form is not { } form || !form.ContainsKey(Token))
            return;

        context.Result = new SeeOther(request.Request.Path + QueryString.Create(Kept.Where(form.ContainsKey).Select(name => KeyValuePair.Create(name, form[name]))));
    }

    public void OnResultExecuted(ResultExecutedContext context)
    {
    }
}
