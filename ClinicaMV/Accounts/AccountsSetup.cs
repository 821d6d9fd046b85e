using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Limits;
using ClinicaMV.People;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Accounts;

/// <summary>ASP.NET Core Identity as the clinic wants it: every page our own, no registration, long passwords.</summary>
public static class AccountsSetup
{
    private static readonly TimeSpan Lockout = TimeSpan.FromMinutes(5);

    public static void AddAccounts(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddDefaultIdentity<ClinicUser>(Configure)
            .AddRoles<IdentityRole>()
            .AddClaimsPrincipalFactory<ClinicClaims>()
            .AddErrorDescriber<AccountErrors>()
            .AddEntityFrameworkStores<ClinicDb>()
            .AddTokenProvider<InvitationTokens>(AccountCodes.InvitationProvider);
        services.AddMvcCore().ConfigureApplicationPartManager(parts =>
        {
            // The package's own pages (registration, external logins …) must not be reachable: ours are all there are.
            foreach (var part in parts.ApplicationParts.Where(p => p.Name.StartsWith(typeof(IdentityBuilderUIExtensions).Assembly.GetName().Name!, StringComparison.Ordinal)).ToList())
                parts.ApplicationParts.Remove(part);
        });

        services.Configure<DataProtectionTokenProviderOptions>(o => o.TokenLifespan = AccountCodes.PasswordResetLife);
        services.Configure<InvitationTokenOptions>(o => o.TokenLifespan = AccountCodes.InvitationLife);
        services.Configure<SecurityStampValidatorOptions>(o => o.ValidationInterval = TimeSpan.FromSeconds(60));
        services.AddScoped<AccountCodes>().AddScoped<Passwords>().AddScoped<PasswordSignIn>().AddScoped<PasswordResets>().AddScoped<Invitations>().AddScoped<PeopleKeeper>().AddScoped<PatientImport>().AddScoped<OwnData>().AddScoped<Erasure>().AddSingleton<Pages.Admin.SealedLines>();
        services.AddAuthorization(Policies.Configure);
        services.ConfigureApplicationCookie(ConfigureCookie);
        services.AddOptions<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme)
            .Configure<IOptions<ClinicOptions>>((cookie, clinic) => cookie.Cookie.ForClinic(clinic.Value, "session"));
    }

    private static void Configure(IdentityOptions options)
    {
        options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
        options.User.RequireUniqueEmail = true;
        options.User.AllowedUserNameCharacters = "";
        // NIST SP 800-63B: length, not composition.
        options.Password = new() { RequiredLength = 12, RequireDigit = false, RequireLowercase = false, RequireUppercase = false, RequireNonAlphanumeric = false, RequiredUniqueChars = 1 };
        options.Lockout = new() { AllowedForNewUsers = true, MaxFailedAccessAttempts = 5, DefaultLockoutTimeSpan = Lockout };
    }

    private static void ConfigureCookie(Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions options)
    {
        options.LoginPath = "/Identity/Account/Login";
        options.LogoutPath = "/Identity/Account/Logout";
        options.ExpireTimeSpan = TimeSpan.FromHours(12);
        // Without the host: that is the caller's word, not ours.
        options.Events.OnRedirectToLogin = context =>
        {
            context.Response.Redirect(new Uri(context.RedirectUri).PathAndQuery);
            return Task.CompletedTask;
        };
        options.Events.OnSignedIn = context =>
        {
            if (context.Principal?.Id() is { } personId)
                context.HttpContext.RequestServices.GetRequiredService<KnownBrowsers>().Remember(context.HttpContext, personId);
            return Task.CompletedTask;
        };
        options.Events.OnRedirectToAccessDenied = context => RecordedDenial.AnswerAsync(context.HttpContext);
    }

    /// <summary>What the migration tool has to know of Identity: without it the passkey table is missing.</summary>
    internal static IServiceProvider DesignTimeServices()
        => new ServiceCollection().Configure<IdentityOptions>(Configure).BuildServiceProvider();
}
