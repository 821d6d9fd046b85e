using ClinicaMV.Tests.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Tests.Web;

/// <summary>A clinic that speaks a pseudo-language: every text from the resources stands in brackets, and what does not has come another way.</summary>
public sealed class BracketedClinic : SqliteClinic
{
    public const char Open = '⟦';
    public const char Close = '⟧';

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<ResourceManagerStringLocalizerFactory>();
            services.Replace(ServiceDescriptor.Singleton<IStringLocalizerFactory, Factory>());
        });
    }

    /// <summary>What stands outside of every bracket.</summary>
    public static string Outside(string text)
    {
        var depth = 0;
        return string.Concat(text.Where(c =>
        {
            depth += c == Open ? 1 : c == Close ? -1 : 0;
            return depth == 0 && c != Close;
        }));
    }

    private sealed class Factory(ResourceManagerStringLocalizerFactory inner) : IStringLocalizerFactory
    {
        public IStringLocalizer Create(Type resourceSource) => new Localizer(inner.Create(resourceSource));

        public IStringLocalizer Create(string baseName, string location) => new Localizer(inner.Create(baseName, location));
    }

    private sealed class Localizer(IStringLocalizer inner) : IStringLocalizer
    {
        public LocalizedString this[string name] => Bracket(inner[name]);

        public LocalizedString this[string name, params object[] arguments] => Bracket(inner[name, arguments]);

        public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => inner.GetAllStrings(includeParentCultures).Select(Bracket);

        private static LocalizedString Bracket(LocalizedString text)
            => text.ResourceNotFound ? text : new(text.Name, $"{Open}{text.Value}{Close}", resourceNotFound: false);
    }
}
