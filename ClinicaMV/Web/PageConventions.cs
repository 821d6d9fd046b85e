using ClinicaMV.Accounts;
using ClinicaMV.Limits;
using ClinicaMV.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Web;

/// <summary>Which folder is for whom. What is not named here needs a signed-in person.</summary>
internal static class PageConventions
{
    public static void Configure(RazorPagesOptions pages)
    {
        var conventions = pages.Conventions;
        conventions.AuthorizeFolder("/Admin", Policies.Administrators);
        conventions.AuthorizePage("/Today", Policies.Staff);
        conventions.AuthorizePage("/Week", Policies.Staff);
        conventions.AddPageRoute("/Week", "Today/Week/{id:length(26)}");
        conventions.AuthorizeFolder("/Patients", Policies.Staff);
        conventions.AuthorizePage("/WorkingHours", Policies.Staff);
        conventions.AddPageRoute("/WorkingHours", "Hours/{id:length(26)}");
        conventions.AuthorizeFolder("/Appointments/Choose", Policies.Patients);
        conventions.AuthorizePage("/Appointments/Book", Policies.Staff);
        conventions.AuthorizeFolder("/Appointments/Moving", Policies.Patients);
        conventions.AuthorizePage("/Appointments/Mark", Policies.Staff);
        conventions.AuthorizePage("/Appointments/Reassign", Policies.Staff);
        conventions.AllowAnonymousToPage("/Index");
        conventions.AllowAnonymousToPage("/Error");
        conventions.AllowAnonymousToPage("/Language");
        conventions.AllowAnonymousToPage("/Mailbox");
        conventions.AllowAnonymousToFolder("/Companions");
        conventions.AllowAnonymousToAreaFolder("Identity", "/Account");
        // The account's own pages want a fresh proof; those that set up a second step can be reached without one.
        foreach (var page in new[] { "SecondStep", "Authenticator", "Passkeys", "ConfirmIdentity" })
            conventions.AuthorizePage($"/Account/{page}", Policies.HalfProven);
        foreach (var page in new[] { "Password", "Email", "SecondStep", "Authenticator", "Passkeys" })
            conventions.AddPageApplicationModelConvention($"/Account/{page}", model => model.Filters.Add(new ServiceFilterAttribute<FreshProofFilter>()));
        conventions.AddFolderApplicationModelConvention("/Appointments", LoadAppointment);
        conventions.AddFolderApplicationModelConvention("/Visits", LoadAppointment);
        conventions.AddFolderApplicationModelConvention("/", page => Limit(page, EndpointLimits.Pages));
        conventions.AddAreaFolderApplicationModelConvention("Identity", "/Account", page => Limit(page, EndpointLimits.SignIn));
        conventions.AddAreaFolderApplicationModelConvention("Identity", "/Account", Guard);
        conventions.AddFolderApplicationModelConvention("/Account", page => page.EndpointMetadata.Add(new RedactAttribute()));
    }

    public static void Localize(MvcOptions mvc, IStringLocalizer<Text> text)
    {
        mvc.ModelBinderProviders.Insert(0, new BoolBinder());
        mvc.Filters.Add<TextFilter>(TextFilter.Order);
        mvc.Filters.Add<HandlerFilter>();
        mvc.Filters.Add<ConflictFilter>();
        mvc.Filters.Add<ReadingFilter>();
        var messages = mvc.ModelBindingMessageProvider;
        messages.SetValueMustNotBeNullAccessor(_ => text["Field.Required"]);
        messages.SetMissingBindRequiredValueAccessor(_ => text["Field.Required"]);
        messages.SetAttemptedValueIsInvalidAccessor((_, _) => text["Field.Invalid"]);
        messages.SetNonPropertyAttemptedValueIsInvalidAccessor(_ => text["Field.Invalid"]);
        messages.SetUnknownValueIsInvalidAccessor(_ => text["Field.Invalid"]);
        messages.SetValueIsInvalidAccessor(_ => text["Field.Invalid"]);
        messages.SetValueMustBeANumberAccessor(_ => text["Field.Invalid"]);
    }

    private static void Guard(PageApplicationModel page)
    {
        page.EndpointMetadata.Add(new AllowsAttribute(Allowance.Passkeys));
        page.EndpointMetadata.Add(new RedactAttribute());
        page.Filters.Add(new StaleSignInFilter());
    }

    // A page that names a limit of its own keeps it; the one that tells of limits has none.
    private static void Limit(PageApplicationModel page, string policy)
    {
        if (page.ViewEnginePath != "/Error" && !page.EndpointMetadata.Any(m => m is EnableRateLimitingAttribute))
            page.EndpointMetadata.Add(new EnableRateLimitingAttribute(policy));
    }

    private static void LoadAppointment(PageApplicationModel page) => page.Filters.Add(new ServiceFilterAttribute<AppointmentFilter>());
}
