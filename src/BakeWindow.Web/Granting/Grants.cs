using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Granting;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Time;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Granting;
using BakeWindow.Storage;
using BakeWindow.Web.Hosting;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Observing;
using BakeWindow.Web.Recording;

namespace BakeWindow.Web.Granting;

/// <summary>
/// Says yes to neighbours that ask before they reboot a node, and holds the domain's lock for them until they are done. A yes is given only with the lock in hand and after a second look; a lock
/// is taken back when the node is back, or with an alarm when its time is over. Locks stand on Leases, so a restart and another replica find them: every replica gives, the one that leads takes back.
/// </summary>
public sealed partial class Grants(WorldBoard board, GrantLocks locks, AuditLog audit, Decisions decisions, Leadership leadership, TimeProvider time, ILogger<Grants> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(15);

    // A reboot that takes longer than this is no reboot any more. The need counts twice, as for a maintenance of ours.
    private static readonly TimeSpan LeastHold = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim turn = new(1, 1);
    private Dictionary<string, Grant> held = new(StringComparer.Ordinal);

    /// <summary>Locks that were taken back because their time was over, since the start.</summary>
    public int Overdue { get; private set; }

    /// <summary>The locks in neighbours' hands.</summary>
    public IReadOnlyCollection<Grant> Held => Volatile.Read(ref held).Values;

    /// <summary>May this client reboot this node now? A yes is a lock, and asking again renews it as long as the answer is still yes.</summary>
    /// <param name="node">The node.</param>
    /// <param name="client">Who asks, in a word: <c>fleetlock</c>.</param>
    /// <param name="need">How long it takes; null: as learned.</param>
    /// <param name="ct">Calls it off.</param>
    public async Task<Verdict> AskAsync(string node, string client, TimeSpan? need, CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            var request = new GateRequest { Node = node, Need = need, Client = client, Maintenance = Grant.HolderOf(client, node) };
            var world = board.Now;
            var verdict = Gatekeeper.Decide(world, request, time.GetUtcNow());
            if (verdict is Verdict.Allowed)
            {
                return await GiveAsync(world, verdict, request, ct);
            }

            decisions.Note(world, verdict);
            return verdict;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The client is done with the node. The lock goes when the node is seen to be back; one that it does not hold is no mistake.</summary>
    /// <returns>Null: noted. Otherwise why it could not be, and the client should say it again.</returns>
    public async Task<string?> GiveBackAsync(string node, string client, CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            // Another replica may have given it a moment ago.
            await ReadAsync(ct);
            if (!held.TryGetValue(Grant.HolderOf(client, node), out var grant))
            {
                return null;
            }

            var done = grant with { DoneSince = grant.DoneSince ?? time.GetUtcNow() };
            if (await locks.TakeAsync(done, done.Until - time.GetUtcNow(), ct) is not CommandOutcome.LeaseTaken)
            {
                return $"the lock of {node} could not be changed; say it again";
            }

            Keep(done);
            await EndAsync(done, ct);
            return null;
        }
        catch (ApiException e)
        {
            return e.Message;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Looks once: which locks are there, and which are not needed any more?</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            await ReadAsync(ct);
            foreach (var grant in Held)
            {
                await leadership.ActAsync(reign => EndAsync(grant, reign), ct);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        // What is known to be held stays held when a look fails.
        new WakeUps(time) { Every = Tick }.RunAsync(LookAsync, e => Log.LookFailed(logger, e), stoppingToken);

    private async Task<Verdict> GiveAsync(World world, Verdict verdict, GateRequest request, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var node = board.Now.Cluster!.Nodes[request.Node!];
        var before = held.GetValueOrDefault(request.Maintenance!);
        var hold = verdict.Outage.Need * 2 > LeastHold ? verdict.Outage.Need * 2 : LeastHold;
        var grant = new Grant
        {
            Client = request.Client,
            Node = node.Name,
            Domain = FailureDomains.Of(node),
            BootId = node.BootId,
            WasUnschedulable = before is { DoneSince: null } ? before.WasUnschedulable : node.Unschedulable,
            Since = before is { DoneSince: null } ? before.Since : now,
            Until = now + hold,
        };
        switch (await locks.TakeAsync(grant, hold, ct))
        {
            case CommandOutcome.LeaseTaken:
                break;
            case CommandOutcome.HeldBy other:
                return Noted(world, Instead(verdict, ReasonCode.AnotherMaintenance, $"{other.Holder} holds the lock of failure domain {grant.Domain}; one at a time"));
            case CommandOutcome.Refused refused:
                return Noted(world, Unknown(verdict, $"the lock of failure domain {grant.Domain} can't be taken: {refused.Why}"));
            case CommandOutcome.Unavailable away:
                return Noted(world, Unknown(verdict, $"the lock of failure domain {grant.Domain} can't be taken: {away.Why}"));
        }

        Keep(grant);
        // It took a while to get the lock; what was safe before may not be any more.
        var later = board.Now;
        var second = Gatekeeper.Decide(later, request, time.GetUtcNow());
        if (second is not Verdict.Allowed)
        {
            decisions.Note(later, second);
            await DropAsync(grant, ct);
            return second;
        }

        if (before is null)
        {
            Log.Given(logger, grant.Node, grant.Client, grant.Domain, grant.Until);
            var decision = await decisions.KeepAsync(later, request, second, second.At);
            await NoteAsync("grant-given", grant, $"until {grant.Until:u}: {second.Message}{(decision.Length > 0 ? $" (decision {decision})" : "")}");
        }

        return second;
    }

    // The cluster may be unseen for the moment: then nothing ends.
    private async Task EndAsync(Grant grant, CancellationToken ct)
    {
        switch (GrantState.Of(grant, board.Now.Cluster ?? ClusterView.Unseen, time.GetUtcNow()))
        {
            case GrantState.Over over when await DropAsync(grant, ct):
                Log.Ended(logger, grant.Node, grant.Client, over.How);
                await NoteAsync("grant-ended", grant, over.How);
                break;
            case GrantState.Overdue late when await DropAsync(grant, ct):
                Overdue++;
                Log.TakenBack(logger, grant.Node, grant.Client, late.Why);
                await NoteAsync("grant-taken-back", grant, late.Why);
                break;
        }
    }

    private async Task<bool> DropAsync(Grant grant, CancellationToken ct)
    {
        if (await locks.ReleaseAsync(grant, ct) is not CommandOutcome.Done)
        {
            return false;
        }

        var next = new Dictionary<string, Grant>(held, StringComparer.Ordinal);
        next.Remove(grant.Holder);
        Publish(next);
        return true;
    }

    private async Task ReadAsync(CancellationToken ct) => Publish((await locks.ListAsync(ct)).ToDictionary(g => g.Holder, StringComparer.Ordinal));

    private void Keep(Grant grant) => Publish(new Dictionary<string, Grant>(held, StringComparer.Ordinal) { [grant.Holder] = grant });

    private void Publish(Dictionary<string, Grant> next)
    {
        var before = held;
        Volatile.Write(ref held, next);
        var ours = before.Values.Concat(next.Values).Select(g => (g.Client, g.Node)).ToHashSet();
        var works = next.Values.Select(g => g.Work).OrderBy(w => w.Node, StringComparer.Ordinal).ToList();
        board.Update(world =>
        {
            var foreign = world.Foreign.Where(f => !ours.Contains((f.By, f.Node))).Concat(works).ToList();
            return foreign.SequenceEqual(world.Foreign) ? world : world with { Foreign = foreign };
        });
    }

    private async Task NoteAsync(string kind, Grant grant, string detail)
    {
        try
        {
            await audit.AppendAsync(time.GetUtcNow(), new AuditNote(kind, grant.Client, grant.Node, detail), CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.NotAudited(logger, e, kind, grant.Node);
        }
    }

    private Verdict Noted(World world, Verdict verdict)
    {
        decisions.Note(world, verdict, besides: verdict.Message);
        return verdict;
    }

    private static Verdict.Held Instead(Verdict v, ReasonCode reason, string message) => new()
    {
        Request = v.Request, At = v.At, Reason = reason, Message = message, Outage = v.Outage, Findings = v.Findings, Head = v.Head, Right = v.Right, LargestGap = v.LargestGap,
        ValidUntil = v.At + TimeSpan.FromSeconds(30),
    };

    private static Verdict.CannotKnow Unknown(Verdict v, string message) => new()
    {
        Request = v.Request, At = v.At, Reason = ReasonCode.ClusterUnknown, Message = message, Outage = v.Outage, Findings = v.Findings, Head = v.Head, ValidUntil = v.At + TimeSpan.FromSeconds(30),
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Node} is given to {Client}, with the lock of {Domain}, until {Until}")]
        public static partial void Given(ILogger logger, string node, string client, string domain, DateTimeOffset until);

        [LoggerMessage(2, LogLevel.Information, "{Node} came back from {Client}: {How}")]
        public static partial void Ended(ILogger logger, string node, string client, string how);

        [LoggerMessage(3, LogLevel.Error, "{Node} did not come back from {Client} in time; its lock is taken back and somebody should look at the node: {Why}")]
        public static partial void TakenBack(ILogger logger, string node, string client, string why);

        [LoggerMessage(4, LogLevel.Warning, "The locks of neighbours could not be looked at; the next look tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);

        [LoggerMessage(5, LogLevel.Error, "{Kind} of {Node} could not be written to the audit log")]
        public static partial void NotAudited(ILogger logger, Exception e, string kind, string node);
    }
}
