using System.Globalization;
using BakeWindow.Simulation.Chain;

namespace BakeWindow.Simulation;

internal static class Program
{
    private const string Usage = """
        Years of chain against the rules by which reboots are decided.

          decide [--years N] [--seeds N] [--first-seed S] [--stakes 0.05,0.5,2,5] [--eras tenderbake,aba,2019] [--threads N] [--write FILE]

        --stakes are percent of all baking power. --write puts the page into FILE. Exit code 1 if a right was lost that could have been known of.
        """;

    private static int Main(string[] args)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        if (Study.Parse(args, out var error) is not { } study)
        {
            Console.Error.WriteLine($"{error}\n\n{Usage}");
            return 64;
        }

        Console.WriteLine($"seeds {study.FirstSeed}…{study.FirstSeed + study.Seeds - 1}, {study.Years} years each, a reboot a week; {study.Threads} threads");
        var result = study.Run(Console.WriteLine);
        Console.WriteLine();
        Console.WriteLine(ProofPage.Tables(study, result));
        foreach (var miss in result.CouldHaveKnown)
        {
            Console.Error.WriteLine($"COULD HAVE KNOWN: {miss}");
        }

        if (study.Write is { } file)
        {
            File.WriteAllText(file, ProofPage.Write(study, result));
            Console.WriteLine($"written to {file}");
        }

        return result.CouldHaveKnown.Count == 0 ? 0 : 1;
    }
}
