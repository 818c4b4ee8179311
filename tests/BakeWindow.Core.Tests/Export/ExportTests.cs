using BakeWindow.Core.Export;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Tests.Export;

public sealed class ExportTests
{
    private static readonly DateTimeOffset Now = Sample.Noon;
    private static readonly TimeSpan Need = TimeSpan.FromMinutes(12);

    private static readonly IReadOnlyList<ExportPeriod> Two =
    [
        Period("bakewindow-cycle-11", 2, 4.5, "cycle 11: no window holds 12 min"),
        Period("bakewindow-freeze-20261224-0000", 24 * 84, 24 * 86, "freeze: holidays (ak)"),
    ];

    private static readonly ExportPlace Place = new("bakers", "europe-west1", "p-1", "rg");

    public static TheoryData<ExportTarget> Targets => [.. Enum.GetValues<ExportTarget>()];

    // After a wanted change: BAKEWINDOW_WRITE_GOLDEN=1 writes them anew, and the diff shows what clouds would be told.
    [Theory]
    [MemberData(nameof(Targets))]
    public void What_a_cloud_is_told_is_as_it_was_agreed(ExportTarget target)
    {
        var text = Assert.IsType<ExportOutcome.Ready>(Exports.Write(target, Two, Place, Need, Now)).Text;
        var file = Path.Combine(Folder(), $"{target.Kebab()}.txt");
        if (Environment.GetEnvironmentVariable("BAKEWINDOW_WRITE_GOLDEN") == "1")
        {
            File.WriteAllText(file, text);
        }

        Assert.Equal(File.ReadAllText(file), text);
    }

    [Fact]
    public void What_is_not_said_stays_a_variable_of_the_shell()
    {
        var text = Ready(ExportTarget.Gcloud, Two, new ExportPlace()).Text;

        Assert.Contains("update \"$CLUSTER\" --location \"$LOCATION\" \\\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a; rm -rf /")]
    [InlineData("$(id)")]
    [InlineData("a b")]
    [InlineData("-x")]
    [InlineData("")]
    public void A_name_that_a_shell_would_run_is_refused(string name) => Assert.Throws<ArgumentException>(() => new ExportPlace(cluster: name));

    [Fact]
    public void A_reason_with_a_line_break_can_not_leave_its_comment()
    {
        var text = Ready(ExportTarget.Gcloud, [Period("bakewindow-freeze-1", 1, 6, "freeze: a\nrm -rf / (ak)")], Place).Text;

        Assert.DoesNotContain("\nrm", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Twenty_exclusions_are_taken_and_twenty_one_refused_by_name()
    {
        var many = Enumerable.Range(0, 21).Select(i => Period($"bakewindow-freeze-{i}", i * 240, (i * 240) + 6, "freeze: x (ak)")).ToList();

        Assert.Equal(20, Ready(ExportTarget.GkeJson, many.Take(20).ToList(), Place).Periods.Count);
        var why = Assert.IsType<ExportOutcome.Refused>(Exports.Write(ExportTarget.Gcloud, many, Place, Need, Now)).Why;
        Assert.Contains("at most 20 exclusions and these are 21; the first too many is bakewindow-freeze-20", why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30.0, true)]
    [InlineData(30.1, false)]
    public void Forty_eight_hours_of_every_thirty_two_days_stay_open(double days, bool taken)
    {
        var outcome = Exports.Write(ExportTarget.Gcloud, [Period("bakewindow-freeze-x", 24, 24 + (days * 24), "freeze: audit (ak)")], Place, Need, Now);

        Assert.Equal(taken, outcome is ExportOutcome.Ready);
        if (outcome is ExportOutcome.Refused refused)
        {
            Assert.Contains("The longest exclusion there is bakewindow-freeze-x (freeze: audit (ak))", refused.Why, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Openings_of_less_than_four_hours_do_not_count_and_so_are_closed_too()
    {
        // 3.9 h open, 20 h closed, over and over: GKE would see nothing open at all.
        var comb = Enumerable.Range(0, 32).Select(i => Period($"bakewindow-freeze-{i}", i * 23.9, (i * 23.9) + 20, "freeze: x (ak)")).ToList();
        Assert.IsType<ExportOutcome.Refused>(Exports.Write(ExportTarget.Gcloud, comb, Place, Need, Now));

        var near = Ready(ExportTarget.GkeJson, [Period("a", 1, 3, "x"), Period("b", 5, 6, "y")], Place).Periods;
        Assert.Equal((Now.AddHours(1), Now.AddHours(6), "x; y"), (Assert.Single(near).Span.Start, near[0].Span.End, near[0].Why));
    }

    [Fact]
    public void Aks_closes_whole_days_and_the_one_behind()
    {
        var text = Ready(ExportTarget.Az, [Period("a", 11, 13, "x")], Place).Text;

        // Noon of the first of October and eleven hours: 23:00 to 01:00 of the second.
        Assert.Contains("\"start\": \"2026-10-01\"", text, StringComparison.Ordinal);
        Assert.Contains("\"end\": \"2026-10-03\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_to_exclude_is_said() =>
        Assert.Contains(Ready(ExportTarget.Gcloud, [], Place).Notes, n => n.StartsWith("Nothing to exclude", StringComparison.Ordinal));

    private static ExportOutcome.Ready Ready(ExportTarget target, IReadOnlyList<ExportPeriod> periods, ExportPlace place) =>
        Assert.IsType<ExportOutcome.Ready>(Exports.Write(target, periods, place, Need, Now));

    private static ExportPeriod Period(string name, double from, double to, string why) => new(name, new TimeRange(Now.AddHours(from), Now.AddHours(to)), why);

    private static string Folder([System.Runtime.CompilerServices.CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "golden");
}
