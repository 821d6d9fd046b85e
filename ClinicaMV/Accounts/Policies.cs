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

    public static void Configure(AuthorizationOptions options)
    {
        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
        options.AddPolicy(Administrators, p => p.RequireRole(Roles.Administrator));
        options.AddPolicy(Patients, p => p.RequireRole(Roles.Patient));
        options.AddPolicy(Specialists, p => p.RequireRole(Roles.Specialist));
        options.AddPolicy(Staff, p => p.RequireRole(Roles.Specialist, Roles.Administrator));
    }
}
