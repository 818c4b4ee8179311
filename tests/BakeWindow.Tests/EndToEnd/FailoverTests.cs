using System.Diagnostics;
using BakeWindow.Kubernetes;
using BakeWindow.Simulator;
using BakeWindow.Tests.Storage;

namespace BakeWindow.Tests.EndToEnd;

/// <summary>Two web processes on one real PostgreSQL: one leads, both answer.</summary>
[Collection("end to end")]
public sealed class FailoverTests(PostgresServer postgres)
{
    private const double Speed = 6;

    [Fact]
    public async Task A_leader_that_is_killed_in_the_middle_is_followed_and_one_that_stops_hands_over_while_both_gates_answer()
    {
        (string, string)[] settings =
        [
            ("BakeWindow__Storage__Provider", "postgres"), ("BakeWindow__Storage__ConnectionString", await postgres.NewDatabaseAsync()),
            ("BakeWindow__Policy__ApprovedUpToBudget", "0.2"), ("BakeWindow__Policy__ApprovedUpToBlocks", "0.1"),
        ];
        await using var stage = await Stage.SetAsync(Speed, new SimOptions { Seed = 3, Change = MaintenanceTests.Quick });
        await using var first = await Replica.StartAsync(stage, settings);
        await stage.UntilAsync(() => Task.FromResult(first.Leads), "the first leads");
        await using var second = await Replica.StartAsync(stage, settings);
        Assert.False(second.Leads);
        stage.StartAgent("node-3", second.Url);
        using var client = KubernetesConnection.Open(stage.Kubeconfig, null);

        // Asked of the one that does not lead, which writes it down for the other.
        var id = await second.RequestAsync("node-3", "20m");
        await stage.UntilAsync(async () => await second.PhaseAsync(id) is "Cordoning" or "Draining" or "Rebooting" or "Recovering", "it is at work");
        await first.KillAsync();
        var since = Stopwatch.StartNew();

        await stage.UntilAsync(async () => (await second.GetAsync($"/api/v1/maintenances/{id}")).ToJsonString().Contains("taken up: ", StringComparison.Ordinal), $"the other goes on\n{second.Says}", 60);
        var goesOn = since.Elapsed;
        await stage.UntilAsync(async () => (await second.GetAsync($"/api/v1/maintenances/{id}"))["ended"]!.GetValue<bool>(), $"it ends\n{second.Says}", 180);

        Assert.InRange(goesOn, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.True(await second.PhaseAsync(id) == "Completed", (await second.GetAsync($"/api/v1/maintenances/{id}")).ToJsonString());
        Assert.Equal(1, stage.Reboots);
        await MaintenanceTests.AssertNoMarkIsLeftAsync(client);

        await using var third = await Replica.StartAsync(stage, settings);
        Assert.False(third.Leads);
        since.Restart();
        Assert.Equal(0, await second.StopAsync());
        await stage.UntilAsync(() => Task.FromResult(third.Leads), "the third leads");
        var handedOver = since.Elapsed;

        Assert.InRange(handedOver, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.All(new[] { first, second, third }, r => Assert.True(r.Failures.IsEmpty, string.Join("; ", r.Failures)));
        Assert.True(second.Answers > 100, $"the gate was asked only {second.Answers} times");
        TestContext.Current.SendDiagnosticMessage($"the other went on after {goesOn.TotalSeconds:0.0} s; a clean stop handed over after {handedOver.TotalSeconds:0.0} s; {first.Answers + second.Answers + third.Answers} answers, none failed");
    }
}
