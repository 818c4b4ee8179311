using System.Text.RegularExpressions;

namespace BakeWindow.Tests.SimulatorCluster.Fidelity;

/// <summary>docs/simulator-fidelity.md tells of every recording, and says "compared" only where a test does.</summary>
public sealed partial class FidelityTableTests
{
    [Fact]
    public void The_table_covers_every_recording()
    {
        var recordings = Directory.GetFiles(Recorded.Path("kubernetes"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);
        Assert.Equal(recordings, Table().Select(row => row.Name));
    }

    [Fact]
    public void The_recordings_that_the_table_calls_compared_are_those_that_are_replayed()
    {
        var tests = Path.Combine(Recorded.RepoRoot, "tests", "BakeWindow.Tests", "SimulatorCluster", "Fidelity");
        var replayed = Directory.GetFiles(tests, "*Recordings.cs")
            .SelectMany(file => Replayed().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["name"].Value)
            .Order(StringComparer.Ordinal);
        Assert.Equal(Table().Where(row => row.Compared).Select(row => row.Name), replayed);
    }

    [Fact]
    public void What_is_not_compared_has_a_reason()
    {
        Assert.All(Table().Where(row => !row.Compared), row => Assert.True(row.LeftOut.Length > 3, row.Name));
    }

    private static List<(string Name, bool Compared, string LeftOut)> Table() =>
    [
        .. File.ReadLines(Path.Combine(Recorded.RepoRoot, "docs", "simulator-fidelity.md"))
            .Select(line => Row().Match(line))
            .Where(match => match.Success)
            .Select(match => (match.Groups["name"].Value, match.Groups["compared"].Value != "–", match.Groups["left"].Value)),
    ];

    [GeneratedRegex(@"^\| `(?<name>[\w-]+)` \| (?<compared>.*?) \| (?<left>.*?) \|$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"(new Replay|Bakers|Blocked|Reviewed)\(""(?<name>[\w-]+)""\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Replayed();
}
