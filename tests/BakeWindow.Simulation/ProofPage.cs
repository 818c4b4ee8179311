using System.Text;
using BakeWindow.Core.Chain;
using BakeWindow.Simulation.Chain;
using BakeWindow.Simulation.Rules;

namespace BakeWindow.Simulation;

/// <summary>What came out, as a page for people. It holds figures, assumptions and the command that makes it again, and nothing that differs from run to run.</summary>
internal static class ProofPage
{
    /// <summary>The tables, for a terminal.</summary>
    public static string Tables(Study study, StudyResult result)
    {
        var page = new StringBuilder();
        foreach (var era in study.Eras)
        {
            Losses(page, study, result, era);
            Details(page, study, result, era);
        }

        return page.ToString();
    }

    /// <summary>The whole page.</summary>
    public static string Write(Study study, StudyResult result)
    {
        var page = new StringBuilder();
        var jobs = result.Columns.Values.Sum(rules => rules.Single(r => r.Rule == Experiment.Ours).Tally.Jobs);
        page.Append($"""
            # What it is worth

            The planner, the gate and the choice of a start that run in production, against the rules by which reboots are decided elsewhere: the same bakers, the same chains, the
            same wishes, the same outages. **{result.CouldHaveKnown.Count} of {jobs:N0} reboots of BakeWindow lost a right that could have been known of.** Every start was checked against the chain
            that came: no right of round 0 (before Tenderbake: nor an endorsement) within the planned outage and the warm-up after it, none unsettled at its start, no nonce to reveal inside.

            This page is written by a program. To make it again, to the byte:

            ```
            {study.Command}
            ```

            Another seed is another chain: `--first-seed`. A thousand of them: `--seeds 1000`.


            """);
        foreach (var era in study.Eras)
        {
            page.AppendLine($"## {Title(era)}").AppendLine();
            Losses(page, study, result, era);
            if (era.Constants.Era is ConsensusEra.Tenderbake)
            {
                Regret(page, study, result, era);
            }

            Details(page, study, result, era);
        }

        page.Append(Reading);
        return page.ToString();
    }

    private static void Losses(StringBuilder page, Study study, StudyResult result, Era era)
    {
        var what = era.Constants.Era is ConsensusEra.Tenderbake ? "Own blocks" : "Own blocks and endorsements";
        page.AppendLine($"{what} lost per 100 finished reboots (mean delay):").AppendLine();
        Row(page, ["rule", .. study.Shares.Select(s => $"{s * 100:0.##} % of stake")]);
        Row(page, ["---", .. study.Shares.Select(_ => "---:")]);
        foreach (var rule in Rules(study, result, era))
        {
            Row(page, [Name(rule), .. study.Shares.Select(s => result.Of(era, s, rule)).Select(t => $"{Bold(rule, Number(t.RightsPer100))} ({Hours(t.DelayHours)})")]);
        }

        page.AppendLine();
    }

    private static void Regret(StringBuilder page, Study study, StudyResult result, Era era)
    {
        page.AppendLine("Regret, in blocks per 100 reboots. *Plan*: what a start loses on average, less what the best start loses that knows every right up to the deadline: the planner's own fault.");
        page.AppendLine("*Total*: what was lost, less what would have been by knowing the outage too; the rest is the price of not knowing it.").AppendLine();
        Row(page, ["rule", .. study.Shares.Select(s => $"{s * 100:0.##} %: plan"), .. study.Shares.Select(s => $"{s * 100:0.##} %: total")]);
        Row(page, ["---", .. study.Shares.Select(_ => "---:"), .. study.Shares.Select(_ => "---:")]);
        foreach (var rule in Rules(study, result, era).Where(r => !r.StartsWith("OPT", StringComparison.Ordinal)))
        {
            Row(page,
            [
                Name(rule),
                .. study.Shares.Select(s => Bold(rule, Number(result.Of(era, s, rule).ExpectedPer100 - result.Of(era, s, Rule.KnowsRights).ExpectedPer100))),
                .. study.Shares.Select(s => Bold(rule, Number(result.Of(era, s, rule).BlocksPer100 - result.Of(era, s, Rule.KnowsAll).BlocksPer100))),
            ]);
        }

        page.AppendLine();
    }

    private static void Details(StringBuilder page, Study study, StudyResult result, Era era)
    {
        page.AppendLine("Unfinished by the deadline / reboots that lost anything / reboots that met levels in which own nonces were to be revealed, in percent:").AppendLine();
        Row(page, ["rule", .. study.Shares.Select(s => $"{s * 100:0.##} % of stake")]);
        Row(page, ["---", .. study.Shares.Select(_ => "---:")]);
        foreach (var rule in Rules(study, result, era))
        {
            Row(page, [Name(rule), .. study.Shares.Select(s => result.Of(era, s, rule)).Select(t => $"{t.UnfinishedPercent:0.0} / {Number(t.HurtPercent)} / {Number(t.NoncesPercent)}")]);
        }

        page.AppendLine();
    }

    private static IEnumerable<string> Rules(Study study, StudyResult result, Era era) => result.Columns[(era, study.Shares[0])].Select(r => r.Rule);

    private static void Row(StringBuilder page, IEnumerable<string> cells) => page.Append("| ").AppendJoin(" | ", cells).AppendLine(" |");

    private static string Name(string rule) => rule == Experiment.Ours ? $"**{rule}**" : rule;

    private static string Bold(string rule, string text) => rule == Experiment.Ours ? $"**{text}**" : text;

    private static string Number(double value) => double.IsNaN(value) ? "–" : value >= 100 ? $"{value:0}" : value >= 10 ? $"{value:0.0}" : $"{value:0.00}";

    private static string Hours(double hours) => double.IsNaN(hours) ? "–" : hours < 0.05 ? "at once" : $"{hours:0.0} h";

    private static string Title(Era era) => era.Name switch
    {
        "tenderbake" => "Today: six-second blocks, Tenderbake",
        "aba" => "Once all bakers attest",
        _ => "2019: a block a minute, priorities, endorsements that are lost for good",
    };

    private const string Reading = """
        ## How to read it

        - **Day windows do nothing for a baker.** 02–06 h loses as much as any hour, because rights know no night. kured, FLUO, the system-upgrade-controller and sapcc's timeWindow differ in the delay only.
        - **Asking for the next duty helps and is not enough.** eth-duties and Agave look a fixed time ahead and do not ask how long the work takes.
        - **A need that fits at p95 still overruns** one time in twenty, and the next right is often near. BakeWindow therefore chooses by the expected loss over the whole distribution of
          outages and takes the earliest start that is as good as free (0.002 blocks). The price is the delay in brackets.
        - **Big bakers need a price, not a gap.** At 5 % no start is free. BakeWindow takes the cheapest that is known and changes to a cheaper one only when that is known too; where no window
          holds p95 at all it buys a shorter one, at a price that rises until half-time and that a person approves.
        - What BakeWindow still loses are outages that lasted longer than planned. They are priced beforehand and stand in the receipt.

        ## What is assumed

        - A reboot is wanted once a week, at a random moment, and must start within seven days.
        - An outage is log-normal with a median of 5.5 min and a 95th percentile of 12 min, at most 40 min; the planner believes in just that and has learned nothing. A baker must be back
          60 s before its turn. These are illustrative: real distributions of restarts are not published. The ratios are the point.
        - Rights are drawn by stake for rounds 0 to 2. The owner of a round is missing one time in a hundred (2019: one in forty), which delays the chain as the protocol says; a right of a later round
          is lost only if all earlier owners were missing. A block that our own absence delays does not delay the chain further.
        - Every rule may see the rights. eth-duties is run with attestations left out: with them it never says yes to a baker. An epoch is 64 levels for eth-duties, a cycle for Agave.
        - Own nonces count as unrevealed through the 400 levels there are for it; in truth a baker reveals them in the first minutes of a cycle. In 2019 they count as revealed after ten levels.
        - For 2019 the two rules that ask for duties are asked about blocks only, as for today, and the clairvoyants, who choose by blocks, not at all. There a baker of 5 %
          endorses four blocks in five: hardly a window holds even half of all outages, so BakeWindow starts hardly any of its reboots and says why.

        """;
}
