namespace BakeWindow.Simulation;

/// <summary>What one rule did to one baker, summed over jobs and seeds.</summary>
internal sealed class Tally
{
    public int Jobs { get; private set; }

    public int Finished { get; private set; }

    /// <summary>Own blocks lost.</summary>
    public int Blocks { get; private set; }

    /// <summary>Endorsements lost (priority era).</summary>
    public int Endorsements { get; private set; }

    /// <summary>Reboots that lost anything.</summary>
    public int Hurt { get; private set; }

    /// <summary>Reboots that met levels in which own nonces were to be revealed.</summary>
    public int Nonces { get; private set; }

    /// <summary>Rights lost although the outage was no longer than the planned one.</summary>
    public int CouldHaveKnown { get; private set; }

    /// <summary>Own blocks that starts at these levels lose on average: the loss without the luck of the outage.</summary>
    public double Expected { get; private set; }

    public TimeSpan Delay { get; private set; }

    public double BlocksPer100 => Per100(Blocks);

    public double ExpectedPer100 => Finished == 0 ? double.NaN : 100 * Expected / Finished;

    public double RightsPer100 => Per100(Blocks + Endorsements);

    public double DelayHours => Finished == 0 ? double.NaN : Delay.TotalHours / Finished;

    public double UnfinishedPercent => 100.0 * (Jobs - Finished) / Jobs;

    public double HurtPercent => Per100(Hurt);

    public double NoncesPercent => Per100(Nonces);

    public void Add(Outcome? outcome)
    {
        Jobs++;
        if (outcome is not null)
        {
            Finished++;
            Blocks += outcome.Blocks;
            Endorsements += outcome.Endorsements;
            Hurt += outcome.Blocks + outcome.Endorsements > 0 ? 1 : 0;
            Nonces += outcome.MetNonces ? 1 : 0;
            CouldHaveKnown += outcome.CouldHaveKnown ? 1 : 0;
            Expected += outcome.Expected;
            Delay += outcome.Delay;
        }
    }

    public void Add(Tally other)
    {
        (Jobs, Finished, Blocks, Endorsements) = (Jobs + other.Jobs, Finished + other.Finished, Blocks + other.Blocks, Endorsements + other.Endorsements);
        (Hurt, Nonces, CouldHaveKnown, Delay, Expected) = (Hurt + other.Hurt, Nonces + other.Nonces, CouldHaveKnown + other.CouldHaveKnown, Delay + other.Delay, Expected + other.Expected);
    }

    private double Per100(int count) => Finished == 0 ? double.NaN : 100.0 * count / Finished;
}

/// <summary>How one reboot ended.</summary>
internal sealed record Outcome(int Blocks, int Endorsements, bool MetNonces, bool CouldHaveKnown, double Expected, TimeSpan Delay);
