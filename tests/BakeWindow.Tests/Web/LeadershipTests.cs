using BakeWindow.Kubernetes.Electing;
using BakeWindow.Tests.Kubernetes;
using BakeWindow.Web.Maintaining;
using Microsoft.Extensions.Logging.Abstractions;

namespace BakeWindow.Tests.Web;

/// <summary>Which of two replicas acts.</summary>
public sealed class LeadershipTests
{
    [Fact]
    public async Task One_leads_and_when_it_stops_cleanly_the_other_leads_at_its_next_try()
    {
        await using var lab = await Lab.StartAsync();
        using var first = Candidate(lab, "first");
        using var second = Candidate(lab, "second");
        await first.TryAsync(default);
        await second.TryAsync(default);
        Assert.Equal((true, false), (first.IsLeader, second.IsLeader));

        await first.StopAsync(default);
        await second.TryAsync(default);
        Assert.Equal((false, true), (first.IsLeader, second.IsLeader));
    }

    [Fact]
    public async Task A_leader_that_is_killed_is_followed_within_thirty_seconds()
    {
        await using var lab = await Lab.StartAsync();
        using var first = Candidate(lab, "first");
        using var second = Candidate(lab, "second");
        await first.TryAsync(default);

        var waited = TimeSpan.Zero;
        for (; !second.IsLeader; waited += TimeSpan.FromSeconds(2))
        {
            await second.TryAsync(default);
            lab.Clock.Advance(TimeSpan.FromSeconds(2));
            Assert.False(first.IsLeader && second.IsLeader, $"two lead after {waited}");
        }

        Assert.InRange(waited, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_leader_that_slept_does_not_lead_when_it_wakes_up_and_leads_anew_if_nobody_else_did()
    {
        await using var lab = await Lab.StartAsync();
        using var first = Candidate(lab, "first");
        await first.TryAsync(default);
        var term = first.Term;
        lab.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(first.IsLeader);

        await first.TryAsync(default);
        Assert.True(first.IsLeader);
        Assert.NotEqual(term, first.Term);
    }

    [Fact]
    public void A_process_that_is_alone_with_its_database_always_leads() =>
        Assert.True(new Leadership(null, TimeProvider.System, NullLogger<Leadership>.Instance).IsLeader);

    private static Leadership Candidate(Lab lab, string name) => new(new LeaderLease(lab.Client, lab.Settings, name, lab.Clock), lab.Clock, NullLogger<Leadership>.Instance);
}
