using BakeWindow.Core.Chain;

namespace BakeWindow.Tezos.Network;

/// <summary>What a sequence of heads teaches beyond each head: the drift, and activations that were seen to happen. A value.</summary>
internal sealed record ChainMemory
{
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    /// <summary>The last head; null before the first.</summary>
    public Head? Head { get; private init; }

    /// <summary>The constants in force after it.</summary>
    public ProtocolConstants? Constants { get; private init; }

    /// <summary>ε.</summary>
    public Drift Drift { get; private init; }

    /// <summary>Activations that took place while we looked.</summary>
    public IReadOnlyList<ProtocolActivation> Witnessed { get; private init; } = [];

    /// <summary>Takes in the next head.</summary>
    public ChainMemory With(Head head, ProtocolConstants constants)
    {
        if (Head is not { } before || Constants is not { } former || before.ChainId != head.ChainId)
        {
            return new ChainMemory { Head = head, Constants = constants };
        }

        var near = head.Level - (int)(Remembered / constants.MinimalBlockDelay);
        var witnessed = Witnessed.Where(a => a.First > near);
        if (former.Protocol != constants.Protocol && head.Level > before.Level)
        {
            // Seen on the last block of the former protocol; or a little later, when a head was missed.
            var first = head.NextProtocol == head.Protocol ? head.Level : head.Level + 1;
            witnessed = witnessed.Append(new ProtocolActivation(first, constants.Protocol, former.MinimalBlockDelay));
        }

        return new ChainMemory
        {
            Head = head,
            Constants = constants,
            Drift = before.Protocol == head.Protocol ? Drift.Observe(before, head, constants.MinimalBlockDelay) : Drift,
            Witnessed = [.. witnessed],
        };
    }

    /// <summary>The view of the chain, together with what is in sight; null before the first head.</summary>
    public ChainView? View(Outlook outlook)
    {
        if (Head is not { } head || Constants is not { } constants)
        {
            return null;
        }

        // What was witnessed knows the former delay; what was read may be the same activation once more.
        var activations = new List<ProtocolActivation>();
        foreach (var activation in Witnessed.Concat(outlook.Activations).Append(Next(head)).OfType<ProtocolActivation>().OrderBy(a => a.FormerBlockDelay is null))
        {
            if (!activations.Any(a => a.First == activation.First || (a.Protocol is not null && a.Protocol == activation.Protocol)))
            {
                activations.Add(activation.First > head.Level ? activation with { FormerBlockDelay = null } : activation);
            }
        }

        return new ChainView
        {
            Head = head,
            Constants = constants,
            Activations = [.. activations.OrderBy(a => a.First)],
            AllBakersAttestFrom = outlook.AllBakersAttestFrom,
            Drift = Drift.PerBlock,
        };
    }

    // On the last block before an activation the node names the next protocol.
    private static ProtocolActivation? Next(Head head) =>
        head.NextProtocol == head.Protocol ? null : new ProtocolActivation(head.Level + 1, head.NextProtocol);
}
