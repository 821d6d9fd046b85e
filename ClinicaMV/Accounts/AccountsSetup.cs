using ClinicaMV.Accounts.SecondSteps;
using ClinicaMV.Accounts.Sessions;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Web;
using ClinicaMV.Limits;
using ClinicaMV.People;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Accounts;

/// <summary>ASP.NET Core Identity as the clinic wants it: every page and the sessions our own, no registration, long passwords.</summary>
public static class AccountsSetup
{
    public static void AddAccounts(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddValidatedOptions<AccountsOptions, AccountsOptions.Validator>("Accounts");
        services.AddIdentityCore<ClinicUser>(Configure)
            .AddRoles<IdentityRole>()
            .AddErrorDescriber<AccountErrors>()
            .AddPasswordValidator<WeakPasswords>()
            .AddEntityFrameworkStores<ClinicDb>()
            .AddUserStore<ClinicUserStore>();
        services.AddScoped<AccountCodes>().AddScoped<Passwords>().AddScoped<PasswordSignIn>().AddScoped<PasswordResets>().AddScoped<Invitations>().AddScoped<PeopleKeeper>().AddScoped<PatientImport>().AddScoped<OwnData>().AddScoped<Erasure>().AddSingleton<Pages.Admin.SealedLines>();
        services.AddScoped<AccountRequests>().AddScoped<AnswerRequests>().AddScoped<SignInCodes>();
        services.AddSessions();
        services.AddSecondSteps();
    }

    private static void AddSessions(this IServiceCollection services)
    {
        services.AddAuthentication(SessionHandler.Scheme).AddScheme<AuthenticationSchemeOptions, SessionHandler>(SessionHandler.Scheme, null);
        services.AddAuthorization(Policies.Configure);
        services.AddSingleton<SessionCookie>().AddSingleton<BrowserNotes>();
        services.AddScoped<SessionKeeper>().AddScoped<Entrance>().AddScoped<SessionPruning>();
    }

    private static void AddSecondSteps(this IServiceCollection services)
    {
        services.AddScoped<Authenticators>().AddScoped<RecoveryCodes>().AddScoped<SecondStep>().AddScoped<Passkeys>().AddScoped<OwnSecondStep>().AddScoped<OwnAddress>();
        services.AddScoped<IPasskeyHandler<ClinicUser>, PasskeyHandler<ClinicUser>>();
        services.AddOptions<IdentityPasskeyOptions>().Configure<IOptions<ClinicOptions>>((passkeys, clinic) =>
        {
            passkeys.ServerDomain = clinic.Value.PublicUrl!.Host;
            // A passkey is both steps at once: what one has, and the finger, face or PIN that opens it.
            passkeys.UserVerificationRequirement = "required";
            passkeys.ResidentKeyRequirement = "required";
        });
    }

    private static void Configure(IdentityOptions options)
    {
        options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
        options.User.RequireUniqueEmail = true;
        options.User.AllowedUserNameCharacters = "";
        // NIST SP 800-63B: length, not composition.
        options.Password = new() { RequiredLength = 12, RequireDigit = false, RequireLowercase = false, RequireUppercase = false, RequireNonAlphanumeric = false, RequiredUniqueChars = 1 };
    }

    /// <summary>What the migration tool has to know of Identity: without it the passkey table is missing.</summary>
    internal static IServiceProvider DesignTimeServices()
        => new ServiceCollection().Configure<IdentityOptions>(Configure).BuildServiceProvider();
}
