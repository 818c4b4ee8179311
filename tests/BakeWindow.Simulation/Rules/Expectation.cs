using BakeWindow.Core.Chain;
using BakeWindow.Core.Planning;
using BakeWindow.Simulation.Chain;

namespace BakeWindow.Simulation.Rules;

/// <summary>
/// What a start loses on average, knowing every right. It shares nothing with what it judges: the chance that an outage still lasts at the n-th level is reckoned here anew, from
/// the log-normal itself.
/// </summary>
internal sealed class Expectation(ChainThatCame chain, Policy policy)
{
    private readonly double[] stillAway = StillAway(chain.Era.Constants.MinimalBlockDelay, policy);

    /// <summary>Own blocks lost on average by an outage that begins at the level.</summary>
    public double Of(Level head)
    {
        var sum = 0d;
        foreach (var right in chain.Baking(head))
        {
            if (right.Level - head >= stillAway.Length)
            {
                break;
            }

            sum += stillAway[right.Level - head] * Math.Pow(chain.Era.MissedRound, right.Round);
        }

        return sum;
    }

    private static double[] StillAway(TimeSpan block, Policy policy)
    {
        var prior = policy.Prior;
        var sigma = Math.Log(prior.P95 / prior.Median) / 1.6448536269514722;
        var chances = new double[(int)Math.Ceiling((prior.Cap + policy.WarmUp) / block) + 1];
        for (var n = 0; n < chances.Length; n++)
        {
            var time = (block * n) - policy.WarmUp;
            chances[n] = time <= TimeSpan.Zero ? 1 : time >= prior.Cap ? 0 : 1 - Below(Math.Log(time / prior.Median) / sigma);
        }

        return chances;
    }

    // Φ(z) by Simpson's rule over the density; a hundred steps are exact to 1e-9 here.
    private static double Below(double z)
    {
        const int Steps = 200;
        var h = z / Steps;
        double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
        var sum = Density(0) + Density(z);
        for (var i = 1; i < Steps; i++)
        {
            sum += Density(i * h) * (i % 2 == 0 ? 2 : 4);
        }

        return 0.5 + (sum * h / 3);
    }
}
