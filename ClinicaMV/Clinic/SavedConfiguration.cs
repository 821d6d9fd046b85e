namespace ClinicaMV.Clinic;

/// <summary>The configuration that administrators have set in the portal. The last source of all, so that it wins over files and environment.</summary>
public sealed class SavedConfiguration : ConfigurationProvider, IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <summary>Puts these values in the place of those before, at once, for every option that is live.</summary>
    public void Take(IReadOnlyDictionary<string, string?> values)
    {
        Data = new Dictionary<string, string?>(values, StringComparer.OrdinalIgnoreCase);
        OnReload();
    }
}
