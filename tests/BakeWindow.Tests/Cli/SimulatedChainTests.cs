using System.Text.Json;
using BakeWindow.Core.Wire;
using BakeWindow.Simulator;
using BakeWindow.Simulator.Scenarios;

namespace BakeWindow.Tests.Cli;

/// <summary>The command line against a simulated chain, which writes the wire format itself.</summary>
public sealed class SimulatedChainTests
{
    [Fact]
    public async Task On_the_evening_of_the_incident_there_was_a_window_before_midnight_and_at_a_quarter_past_there_was_none()
    {
        await using var sim = await SimHost.StartAsync(new SimOptions { Scenario = IncidentScenario.Name });
        string[] args = ["windows", "--rpc", sim.NodeUrl("public-node-0"), "--baker", IncidentScenario.Baker, "--for", "22m", "--json"];

        var evening = await PlanAsync(sim, "2019-11-15T22:38:00Z", args);
        var night = await PlanAsync(sim, "2019-11-16T00:14:44Z", args);

        Assert.Equal((695_310, 695_310), (evening.Head.Level, evening.Windows[0].FromLevel));
        Assert.Equal("PT1H30M", evening.Windows[0].Guaranteed);
        Assert.Equal([695_401, 695_414], evening.HardRights.Select(r => r.Level).Where(l => l < 695_500));
        Assert.Equal(695_404, night.Head.Level);
        Assert.True(night.Windows[0].FromLevel > 695_414, $"the first window after midnight opens at {night.Windows[0].FromLevel}");
    }

    [Theory]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(18)]
    [InlineData(25)]
    public async Task Chains_of_every_era_are_planned_and_the_windows_meet_no_hard_right(int protocol)
    {
        await using var sim = await SimHost.StartAsync(new SimOptions { Protocol = protocol });
        var run = new Run(sim.Time.GetUtcNow());

        var code = await run.StartAsync("windows", "--rpc", sim.NodeUrl(sim.Nodes.All[0].Name), "--baker", sim.Chain.Watched.Address, "--for", "5m", "--json");

        Assert.True(code == 0, run.Errors);
        var plan = JsonSerializer.Deserialize(run.Out, WireJson.Plain.PlanDocument)!;
        Assert.NotEmpty(plan.HardRights);
        Assert.All(plan.Windows, w => Assert.DoesNotContain(plan.HardRights, r => r.Level >= w.FromLevel && r.Level <= w.ToLevel));
    }

    private static async Task<PlanDocument> PlanAsync(SimHost sim, string time, string[] args)
    {
        sim.Advance(DateTimeOffset.Parse(time) - sim.Time.GetUtcNow());
        var run = new Run(sim.Time.GetUtcNow());
        var code = await run.StartAsync(args);
        Assert.True(code == 0, run.Errors);
        return JsonSerializer.Deserialize(run.Out, WireJson.Plain.PlanDocument)!;
    }
}
