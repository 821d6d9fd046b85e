using ClinicaMV.Clinic;

namespace ClinicaMV.Auditing;

/// <summary>The record: writing, proving, keeping and reading it.</summary>
public static class AuditSetup
{
    public static void AddRecord(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddValidatedOptions<RetentionOptions, RetentionOptions.Validator>("Retention");
        services.AddValidatedOptions<AuditOptions, AuditOptions.Validator>("Audit");
        services.AddSingleton<AuditSeal>().AddSingleton<AnchorFile>();
        services.AddScoped<AuditTrail>().AddScoped<AuditVerification>().AddScoped<AuditProof>().AddScoped<AuditKeeper>().AddScoped<AuditPruning>().AddScoped<AuditExport>().AddScoped<AuditFigures>().AddScoped<AuditReview>();
    }
}
