using System.Globalization;
using System.Text.RegularExpressions;

namespace BakeWindow.Tests.Shell;

/// <summary>The colours as they stand in the style sheets: contrast for everybody, and states that stay apart for those who see red and green alike.</summary>
public sealed partial class ColourTests
{
    private static readonly string[] States = ["open", "held", "unknown", "running", "cost"];

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public void Text_stands_out_from_every_ground_it_is_written_on(string theme)
    {
        var token = Tokens(theme);
        string[] grounds = ["ground", "ground-2", "ground-3"];
        foreach (var (text, on) in grounds.SelectMany(g => new[] { ("text", g), ("muted", g == "ground-3" ? "ground-2" : g), ("link", g == "ground-3" ? "ground-2" : g) })
            .Concat(States.SelectMany(s => grounds.Select(g => ($"{s}-text", g)).Append(($"{s}-text", $"{s}-tint")).Append(("text", $"{s}-tint")))))
        {
            Assert.True(Contrast(token[text], token[on]) >= 4.495, $"{text} on {on}: {Contrast(token[text], token[on]):0.00}");
        }

        // What is not text: marks, the borders of controls, the ring of the focus.
        foreach (var (mark, on) in States.SelectMany(s => new[] { ($"{s}-mark", "ground"), ($"{s}-mark", "ground-2") }).Concat([("edge", "ground"), ("focus", "ground"), ("focus", "ground-2"), ("focus", "ground-3")]))
        {
            Assert.True(Contrast(token[mark], token[on]) >= 3, $"{mark} on {on}: {Contrast(token[mark], token[on]):0.00}");
        }
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public void Before_the_circuit_is_up_the_same_colours_hold(string theme) => Assert.Equal(Tokens(theme), Tokens(theme, "shell.css"));

    [Theory]
    [InlineData("light", null)]
    [InlineData("light", "protan")]
    [InlineData("light", "deutan")]
    [InlineData("light", "tritan")]
    [InlineData("dark", null)]
    [InlineData("dark", "protan")]
    [InlineData("dark", "deutan")]
    [InlineData("dark", "tritan")]
    public void Marks_of_any_two_states_differ_whatever_eyes_see_them(string theme, string? deficiency)
    {
        var token = Tokens(theme);
        foreach (var (a, b) in from a in States from b in States where string.CompareOrdinal(a, b) < 0 select (a, b))
        {
            var difference = ColourVision.Difference(ColourVision.Seen(token[$"{a}-mark"], deficiency), ColourVision.Seen(token[$"{b}-mark"], deficiency));
            Assert.True(difference >= 12, $"{a} and {b}: {difference:0.0}");
        }
    }

    [Fact]
    public void A_known_pair_has_its_known_difference()
    {
        // From the table of test data that goes with CIEDE2000: pairs 1 and 17.
        Assert.Equal(2.0425, ColourVision.Difference((50, 2.6772, -79.7751), (50, 0, -82.7485)), 4);
        Assert.Equal(27.1492, ColourVision.Difference((50, 2.5, 0), (73, 25, -18)), 4);
    }

    private static SortedDictionary<string, string> Tokens(string theme, string file = "site.css")
    {
        var css = File.ReadAllText(Path.Combine(Recorded.RepoRoot, "wwwroot", "css", file));
        var block = Regex.Match(css, file == "site.css" ? $@"\.bw-{theme} \{{(?<body>[^}}]*)\}}" : $@"html\[data-theme={theme}\] \.bw-shell \{{(?<body>[^}}]*)\}}", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["body"].Value;
        var tokens = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (Match m in Token().Matches(block))
        {
            var hex = m.Groups["hex"].Value;
            tokens[m.Groups["name"].Value] = hex.Length == 4 ? string.Concat("#", string.Concat(hex[1..].Select(c => $"{c}{c}"))) : hex;
        }

        Assert.True(tokens.Count >= 20);
        return tokens;
    }

    private static double Contrast(string a, string b)
    {
        var (x, y) = (ColourVision.Luminance(a), ColourVision.Luminance(b));
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);
    }

    [GeneratedRegex("--(?<name>[a-z0-9-]+): (?<hex>#[0-9a-f]{3,6})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();
}
