using BakeWindow.Kubernetes.Electing;
using BakeWindow.Tests.Kubernetes;
using BakeWindow.Web.Maintaining;
using Microsoft.Extensions.Logging.Abstractions;

namespace BakeWindow.Tests.Web;

/// <summary>Two replicas that want to lead: ours, whose doings a test looks at, and another. Their own requests don't count on the lab's wire.</summary>
internal sealed class Rivals(Lab lab) : IDisposable
{
    private readonly Leadership theirs = Candidate(lab, "theirs");

    public Leadership Ours { get; } = Candidate(lab, "ours");

    public async Task TheyLeadAsync()
    {
        await theirs.TryAsync(default);
        await Ours.TryAsync(default);
        Assert.False(Ours.IsLeader);
    }

    public async Task WeLeadAsync()
    {
        await theirs.StopAsync(default);
        await Ours.TryAsync(default);
        Assert.True(Ours.IsLeader);
    }

    /// <summary>Ours is paused for so long that another may lead by now.</summary>
    public void WeSleep()
    {
        lab.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(Ours.IsLeader);
    }

    public void Dispose()
    {
        Ours.Dispose();
        theirs.Dispose();
    }

    private static Leadership Candidate(Lab lab, string name) => new(new LeaderLease(lab.Admin, lab.Settings, name, lab.Clock), lab.Clock, NullLogger<Leadership>.Instance);
}
