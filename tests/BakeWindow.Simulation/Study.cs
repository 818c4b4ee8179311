using System.Collections.Concurrent;
using System.Globalization;
using BakeWindow.Simulation.Chain;

namespace BakeWindow.Simulation;

/// <summary>Many experiments: which, and on how many threads.</summary>
internal sealed record Study
{
    public int Years { get; init; } = 10;

    public int Seeds { get; init; } = 20;

    public int FirstSeed { get; init; } = 1;

    /// <summary>Shares of all baking power, 0…1.</summary>
    public IReadOnlyList<double> Shares { get; init; } = [0.0005, 0.005, 0.02, 0.05];

    public IReadOnlyList<Era> Eras { get; init; } = [Era.Tenderbake];

    public int Threads { get; init; } = 2;

    public string? Write { get; init; }

    /// <summary>The command that does the same again.</summary>
    public string Command => $"dotnet run -c Release --project tests/BakeWindow.Simulation -- decide --years {Years} --seeds {Seeds} --first-seed {FirstSeed} "
        + $"--stakes {string.Join(',', Shares.Select(s => (s * 100).ToString("0.##", CultureInfo.InvariantCulture)))} --eras {string.Join(',', Eras.Select(e => e.Name))}"
        + (Write is { } file ? $" --write {file}" : "");

    /// <summary>Reads the command line; null with what is wrong and what would be right.</summary>
    public static Study? Parse(string[] args, out string error)
    {
        var study = new Study();
        error = "";
        if (args.Length == 0 || args[0] != "decide")
        {
            error = args.Length == 0 ? "Say what to do: decide." : $"\"{args[0]}\" is not known; write decide.";
            return null;
        }

        for (var i = 1; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length)
            {
                error = $"{args[i]} needs a value.";
                return null;
            }

            if (With(study, args[i], args[i + 1]) is not { } next)
            {
                error = $"{args[i]} {args[i + 1]} is not understood.";
                return null;
            }

            study = next;
        }

        return study;
    }

    /// <summary>Runs them all; the order of threads changes nothing.</summary>
    public StudyResult Run(Action<string> progress)
    {
        var all = Eras.SelectMany(e => Shares.SelectMany(s => Enumerable.Range(FirstSeed, Seeds).Select(seed => new Experiment(e, s, Years, seed)))).ToList();
        var done = new ConcurrentDictionary<Experiment, (IReadOnlyList<(string Rule, Tally Tally)> Tallies, IReadOnlyList<string> CouldHaveKnown)>();
        Parallel.ForEach(all, new ParallelOptions { MaxDegreeOfParallelism = Threads }, experiment =>
        {
            done[experiment] = experiment.Run();
            if (done.Count % Math.Max(1, all.Count / 10) == 0)
            {
                progress($"{done.Count} of {all.Count} baker lives");
            }
        });

        var columns = Eras.SelectMany(e => Shares.Select(s => (Era: e, Share: s))).ToDictionary(c => c, c => Sum(all.Where(x => x.Era == c.Era && x.Share == c.Share).Select(x => done[x].Tallies)));
        return new StudyResult(columns, [.. all.SelectMany(x => done[x].CouldHaveKnown)]);
    }

    private static List<(string Rule, Tally Tally)> Sum(IEnumerable<IReadOnlyList<(string Rule, Tally Tally)>> seeds)
    {
        List<(string Rule, Tally Tally)>? sum = null;
        foreach (var tallies in seeds)
        {
            sum ??= [.. tallies.Select(t => (t.Rule, new Tally()))];
            for (var i = 0; i < tallies.Count; i++)
            {
                sum[i].Tally.Add(tallies[i].Tally);
            }
        }

        return sum ?? [];
    }

    private static Study? With(Study study, string name, string value) => name switch
    {
        "--years" when Whole(value) is { } n => study with { Years = n },
        "--seeds" when Whole(value) is { } n => study with { Seeds = n },
        "--first-seed" when Whole(value) is { } n => study with { FirstSeed = n },
        "--threads" when Whole(value) is { } n => study with { Threads = n },
        "--write" => study with { Write = value },
        "--stakes" when Numbers(value) is { } shares => study with { Shares = shares },
        "--eras" when Named(value) is { } eras => study with { Eras = eras },
        _ => null,
    };

    private static int? Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 ? n : null;

    private static double[]? Numbers(string text)
    {
        var all = text.Split(',').Select(t => double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && n is > 0 and < 100 ? n / 100 : (double?)null).ToList();
        return all.TrueForAll(n => n is not null) ? [.. all.Select(n => n!.Value)] : null;
    }

    private static Era[]? Named(string text)
    {
        var all = text.Split(',').Select(t => Era.All.FirstOrDefault(e => e.Name == t)).ToList();
        return all.TrueForAll(e => e is not null) ? [.. all.Select(e => e!)] : null;
    }
}

/// <summary>What came out: a table of rules for each era and share, and every right lost that could have been known of.</summary>
internal sealed record StudyResult(IReadOnlyDictionary<(Era Era, double Share), List<(string Rule, Tally Tally)>> Columns, IReadOnlyList<string> CouldHaveKnown)
{
    public Tally Of(Era era, double share, string rule) => Columns[(era, share)].Single(r => r.Rule == rule).Tally;
}
