using Microsoft.AspNetCore.Authorization;

namespace ClinicaMV.Accounts;

/// <summary>Who may open which part of the house. Whatever names no policy needs a signed-in user (the fallback policy).</summary>
public static class Policies
{
    public const string Administrators = nameof(Administrators);
    public const string Patients = nameof(Patients);
    public const string Specialists = nameof(Specialists);

    /// <summary>Those who keep the diary: specialists their own, administrators everybody's.</summary>
    public const string Staff = nameof(Staff);

    /// <summary>Whoever is signed in, even with less than their role asks for: the pages on which one sets up what is missing, and nothing else.</summary>
    public const string HalfProven = nameof(HalfProven);

    public static void Configure(AuthorizationOptions options)
    {
        options.FallbackPolicy = options.DefaultPolicy = Proven().Build();
        options.AddPolicy(Administrators, Proven().RequireRole(Roles.Administrator).Build());
        options.AddPolicy(Patients, Proven().RequireRole(Roles.Patient).Build());
        options.AddPolicy(Specialists, Proven().RequireRole(Roles.Specialist).Build());
        options.AddPolicy(Staff, Proven().RequireRole(Roles.Specialist, Roles.Administrator).Build());
        options.AddPolicy(HalfProven, policy => policy.RequireAuthenticatedUser());
    }

    // Every policy but one begins here, so that a session without its second step opens nothing.
    private static AuthorizationPolicyBuilder Proven()
        => new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireAssertion(context => context.User.HasProvenEnough());
}
