using BakeWindow.Core.Cluster;
using BakeWindow.Core.Maintenance;
using k8s;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>A whole maintenance in which one write goes wrong, for every write and every way: given again, every command still comes to the same end, and nothing is left behind.</summary>
public sealed class LostAnswersTests
{
    private static readonly string[] Baker = ["alpha-baker"];

    [Theory]
    [InlineData(nameof(Mishap.NotSent))]
    [InlineData(nameof(Mishap.AnswerLost))]
    [InlineData(nameof(Mishap.Cut))]
    [InlineData(nameof(Mishap.Conflict))]
    [InlineData(nameof(Mishap.Broken))]
    [InlineData(nameof(Mishap.Overload))]
    public async Task Whatever_goes_wrong_with_one_write_nothing_is_done_twice_or_left(string mishap)
    {
        var spoiled = 0;
        for (var n = 0; n < 40; n++)
        {
            await using var lab = await Lab.StartAsync();
            lab.Wire.SpoilWrite(n, Enum.Parse<Mishap>(mishap));
            var uid = (await lab.PodsAsync()).Single().Uid;
            await StoryAsync(lab);

            var node = await lab.NodeAsync();
            Assert.True(node.Spec.Unschedulable is null, $"write {n} {mishap}: the node stayed cordoned");
            Assert.DoesNotContain(node.Metadata.Annotations.Keys, k => k.StartsWith("bakewindow.io/", StringComparison.Ordinal));
            var budget = Assert.Single(await lab.BudgetsAsync());
            Assert.Equal(("0", "1"), (budget.Spec.MaxUnavailable?.Value, budget.Status.DesiredHealthy.ToString()));
            var lease = Assert.Single((await lab.Admin.CoordinationV1.ListNamespacedLeaseAsync("bakewindow")).Items);
            Assert.Equal("", lease.Spec.HolderIdentity);
            Assert.NotEqual(uid, (await lab.PodsAsync()).Single().Uid);
            Assert.Equal(1, lab.Cluster.Writes.Count(w => w.Path.EndsWith("/eviction", StringComparison.Ordinal)) - lab.Wire.DryRuns);

            if (lab.Wire.Writes <= n)
            {
                spoiled = n;
                break;
            }
        }

        Assert.InRange(spoiled, 9, 39);
    }

    // The story of MaintenanceMachine in brief: each command is given until it is answered.
    private static async Task StoryAsync(Lab lab)
    {
        await GiveAsync(new ClusterCommand.CloseFloor("M-0", Baker));
        var fence = Assert.IsType<CommandOutcome.LeaseTaken>(await GiveAsync(new ClusterCommand.TakeLease(Lab.Domain, "M-1"))).Fence;
        await GiveAsync(new ClusterCommand.Cordon("node-1", "M-1", fence));
        var ticket = lab.TicketFor(await lab.NodeAsync());
        await GiveAsync(new ClusterCommand.OpenFloor("node-1", "M-1", Baker));
        await lab.UntilAsync(async () => await GiveAsync(new ClusterCommand.EvictPods("node-1", "M-1", false)) is CommandOutcome.Evicted { Left.Count: 0 });
        await GiveAsync(new ClusterCommand.AskReboot("node-1", "M-1", ticket));
        Assert.Null(Lab.Seal.Check((await lab.NodeAsync()).Metadata.Annotations[Mark.RebootTicket], "node-1", ticket.NodeUid, ticket.BootId, lab.Clock.GetUtcNow()));
        lab.Cluster.RebootNode("node-1", TimeSpan.FromSeconds(20));
        await lab.UntilAsync(async () => await lab.NodeAsync() is var n && n.Status.NodeInfo.BootID != ticket.BootId && n.Status.Conditions.Any(c => c is { Type: "Ready", Status: "True" }));
        await GiveAsync(new ClusterCommand.WithdrawReboot("node-1", "M-1"));
        await GiveAsync(new ClusterCommand.CloseFloor("M-1", Baker));
        await lab.UntilAsync(lab.IsQuietAsync);
        await GiveAsync(new ClusterCommand.Uncordon("node-1", "M-1"));
        await GiveAsync(new ClusterCommand.ReleaseLease(Lab.Domain, "M-1"));

        async Task<CommandOutcome> GiveAsync(ClusterCommand command)
        {
            for (var turn = 0; turn < 5; turn++)
            {
                var outcome = await lab.DoAsync(command);
                if (outcome is not CommandOutcome.Unavailable)
                {
                    Assert.True(outcome is CommandOutcome.Done or CommandOutcome.LeaseTaken or CommandOutcome.Evicted, $"{command} came out as {outcome}");
                    return outcome;
                }
            }

            throw new InvalidOperationException($"{command} stays unavailable");
        }
    }
}
