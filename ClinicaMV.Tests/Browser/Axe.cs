using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace ClinicaMV.Tests.Browser;

/// <summary>What axe finds wrong with a page as it stands. Deque's own runner opens a second page for every answer, which takes longer than the look itself.</summary>
internal static class Axe
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    // Not inside frames: the mail preview is sandboxed, and no script can run in it.
    private const string Look = """
        async () => {
          const found = await axe.run(document, {
            runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }, iframes: false, resultTypes: ['violations'],
          });
          return found.violations.map(v => `${v.id} ${v.nodes.map(n => n.html).join(', ')}`);
        }
        """;

    public static async Task<string[]> FaultsOfAsync(IPage page)
    {
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
            await page.EvaluateAsync(Script);
        return await page.EvaluateAsync<string[]>(Look);
    }
}
