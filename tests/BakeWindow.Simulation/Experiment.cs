using BakeWindow.Core.Chain;
using BakeWindow.Core.Planning;
using BakeWindow.Simulation.Chain;
using BakeWindow.Simulation.Rules;

namespace BakeWindow.Simulation;

/// <summary>One baker on one chain for some years: a reboot is wanted each week, within a week; every rule gets the same jobs and the same outages.</summary>
internal sealed record Experiment(Era Era, double Share, int Years, int Seed)
{
    public static readonly Policy Policy = new();

    public const string Ours = "BakeWindow";

    /// <summary>Runs it.</summary>
    /// <returns>A tally for each rule, in order of the table, and every start that could have known better.</returns>
    public (IReadOnlyList<(string Rule, Tally Tally)> Tallies, IReadOnlyList<string> CouldHaveKnown) Run()
    {
        var chain = new ChainThatCame(Era, Share, Seed);
        var expectation = new Expectation(chain, Policy);
        var ours = new BakeWindowRule(chain, Ours, Policy);
        var earliest = new BakeWindowRule(chain, "earliest start that holds p95", Policy with { AcceptedBlocks = 1e6 });
        List<IRule> rules = [.. ClockRule.All, new RandomRule(), new EthDutiesRule(chain), new AgaveRule(chain), earliest, ours];
        if (Era.Constants.Era is ConsensusEra.Tenderbake)
        {
            rules.Add(new Optimum(chain, Policy, expectation, knowsAll: false));
            rules.Add(new Optimum(chain, Policy, expectation, knowsAll: true));
        }

        var tallies = rules.Select(_ => new Tally()).ToArray();
        foreach (var job in Jobs())
        {
            for (var i = 0; i < rules.Count; i++)
            {
                tallies[i].Add(rules[i].StartOf(job) is { } start ? Outcome(chain, expectation, job, start) : null);
            }
        }

        return ([.. rules.Zip(tallies, (r, t) => (r.Name, t))],
            [.. ours.CouldHaveKnown.Concat(earliest.CouldHaveKnown).Select(m => $"{Era.Name} {Share:P2} seed {Seed}: {m}")]);
    }

    private IEnumerable<Job> Jobs()
    {
        var luck = Luck.Of(Seed, 91);
        var (prior, sigma) = (Policy.Prior, Math.Log(Policy.Prior.P95 / Policy.Prior.Median) / 1.6448536269514722);
        // The first cycle has no cycle before it, so time begins a little later.
        for (var week = 1; week <= Years * 52; week++)
        {
            var asked = ChainThatCame.Genesis.AddDays(7 * (week + luck.Uniform()));
            asked = new DateTimeOffset(asked.Ticks - (asked.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
            var outage = prior.Median * Math.Exp(sigma * luck.Normal());
            yield return new Job(week, asked, asked.AddDays(7), outage < prior.Cap ? outage : prior.Cap);
        }
    }

    private static Outcome Outcome(ChainThatCame chain, Expectation expectation, Job job, Start start)
    {
        var head = chain.HeadAt(start.At);
        var back = start.At + job.Outage;
        var warm = back + Policy.WarmUp;
        return new Outcome(
            chain.Turns(head, warm),
            chain.Endorsements(head, warm),
            chain.TouchesNonces(head, chain.HeadAt(back)),
            job.Outage <= start.Need && chain.Hard(head, warm) > 0,
            expectation.Of(head),
            start.At - job.Asked);
    }
}
