using BakeWindow.Cli.Asking;
using BakeWindow.Core.Gate;

namespace BakeWindow.Cli.Agent;

/// <summary>
/// Reboots its own node, if and only if the node bears a ticket that this BakeWindow has signed for this very boot of it, and the gate says yes once more. Anything else, an error above all,
/// is a reason to do nothing, and is said.
/// </summary>
internal sealed class RebootAgent
{
    private readonly HashSet<string> used = new(StringComparer.Ordinal);
    private string? lastRefusal;

    /// <summary>The node's name.</summary>
    public required string Node { get; init; }

    /// <summary>Checks tickets.</summary>
    public required TicketSeal Seal { get; init; }

    /// <summary>Reads the node object.</summary>
    public required Func<CancellationToken, Task<KubeNode>> ReadNode { get; init; }

    /// <summary>Asks the gate for the ticket's maintenance; null: it said yes; else why not.</summary>
    public required Func<Ticket, CancellationToken, Task<string?>> AskGate { get; init; }

    /// <summary>The kernel's own boot ID; the node object may still tell that of the boot before.</summary>
    public required Func<string> OwnBootId { get; init; }

    /// <summary>Reboots; its exit code.</summary>
    public required Func<CancellationToken, Task<int>> Reboot { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Says what happens.</summary>
    public required Action<string> Say { get; init; }

    /// <summary>Looks once.</summary>
    /// <returns>See <see cref="ExitCode"/>: 0 when there was nothing to do or the reboot was commanded, 75 when a ticket was refused, 69 when it could not be known.</returns>
    public async Task<int> LookAsync(CancellationToken ct)
    {
        try
        {
            var node = await ReadNode(ct);
            if (node.Ticket is not { Length: > 0 } text)
            {
                lastRefusal = null;
                return ExitCode.Answered;
            }

            var bootId = OwnBootId();
            if (used.Contains(text + bootId))
            {
                return ExitCode.Answered;
            }

            if (await RefusalAsync(node, text, bootId, ct) is { } refusal)
            {
                Refuse(refusal);
                return ExitCode.Held;
            }

            return await RebootAsync(text, bootId, ct);
        }
        catch (NoAnswerException e)
        {
            Refuse(e.Message);
            return ExitCode.CannotKnow;
        }
    }

    private async Task<string?> RefusalAsync(KubeNode node, string text, string bootId, CancellationToken ct)
    {
        if (node.BootId != bootId)
        {
            return $"the node object tells boot {node.BootId}, this kernel is boot {bootId}; it is not up to date, or --node names another node";
        }

        if (Seal.Check(text, Node, node.Uid, bootId, Time.GetUtcNow()) is { } wrong)
        {
            return wrong;
        }

        if (await AskGate(Seal.Open(text)!, ct) is { } no)
        {
            return no;
        }

        // Asking takes time, and the latest start does not wait.
        return Seal.Check(text, Node, node.Uid, bootId, Time.GetUtcNow());
    }

    private async Task<int> RebootAsync(string text, string bootId, CancellationToken ct)
    {
        // Used up before it is acted on: whatever becomes of the command, it is not given twice.
        used.Add(text + bootId);
        Say($"rebooting for {Seal.Open(text)!.Maintenance}");
        var code = await Reboot(ct);
        Say(code == 0 ? "the reboot is under way" : $"the reboot command ended with {code}; this ticket is not tried again");
        return code == 0 ? ExitCode.Answered : ExitCode.CannotKnow;
    }

    // The same reason every few seconds would hide the next one.
    private void Refuse(string reason)
    {
        if (reason != lastRefusal)
        {
            Say($"not rebooting: {reason}");
            lastRefusal = reason;
        }
    }
}
