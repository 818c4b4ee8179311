using BakeWindow.Core.Chain;

namespace BakeWindow.Core.Rights;

/// <summary>A block of our own that committed to a nonce, which must be revealed early in the next cycle or the cycle's attesting pay is lost.</summary>
/// <param name="CommittedAt">The level of the block.</param>
/// <param name="From">The first level at which it can be revealed: the next cycle's first.</param>
/// <param name="Until">The first level at which it is too late: <paramref name="From"/> + the revelation threshold.</param>
/// <param name="Revealed">True once it stands revealed on the chain.</param>
public sealed record NonceDuty(Level CommittedAt, Level From, Level Until, bool Revealed)
{
    /// <summary>The duties that blocks not made yet will bring: every n-th block of a cycle commits (<c>blocks_per_commitment</c>), so who will bake it is known as long ahead as rights are.</summary>
    /// <param name="rights">Rights of the cycle.</param>
    /// <param name="cycle">The whole cycle, even if the rights cover a part of it.</param>
    /// <param name="constants">The constants in force over the cycle.</param>
    /// <param name="head">Blocks up to this one are made: what they committed to is known better from the chain.</param>
    public static IReadOnlyList<NonceDuty> Ahead(CycleRights rights, CycleSpan cycle, ProtocolConstants constants, Level head)
    {
        var duties = new List<NonceDuty>();
        foreach (var right in rights.Baking)
        {
            if (right.Round == 0 && right.Level > head && (right.Level - cycle.First + 1) % constants.BlocksPerCommitment == 0)
            {
                duties.Add(new NonceDuty(right.Level, cycle.Last + 1, cycle.Last + 1 + constants.NonceRevelationThreshold, Revealed: false));
            }
        }

        return duties;
    }
}
