using System.Text.RegularExpressions;
using BakeWindow.Core.Bypasses;

namespace BakeWindow.Tests.Kubernetes.Bypasses;

public sealed partial class BypassDocsTests
{
    private static readonly string[] Documented =
        [.. Row().Matches(File.ReadAllText(Path.Combine(Recorded.RepoRoot, "docs", "bypasses.md"))).Select(m => m.Groups["code"].Value)];

    [Fact]
    public void Every_code_stands_in_the_page_once_and_the_page_knows_no_other() =>
        Assert.Equal(Enum.GetValues<BypassCode>().Select(c => c.Kebab()).Order(), Documented.Order());

    [GeneratedRegex(@"^\| `(?<code>[a-z-]+)` \| (critical|warning|info)[^|]*\| [^|]+ \| [^|]+ \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
