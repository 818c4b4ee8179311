using System.Text.Json;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Tests.Gate;
using BakeWindow.Core.Wire;

namespace BakeWindow.Core.Tests.Wire;

/// <summary>What machines read, to the byte: names, order, times, durations, numbers.</summary>
public sealed class WireTests
{
    private static readonly ChainView Chain = Sample.Chain(1_100, round: 1) with { Drift = TimeSpan.FromSeconds(0.09) };

    private static Plan Plan(double minutes = 15) => Sample.Plan(Chain, Sample.Rights(Sample.Baker, new(new Level(1_200), 0), new(new Level(1_500), 0), new(new Level(2_000), 1)), minutes);

    private static string Json(Plan plan) => JsonSerializer.Serialize(PlanDocument.From(plan, [Sample.Baker.Value]), WireJson.Plain.PlanDocument);

    [Fact]
    public void A_plan_is_written_like_this() => Assert.Equal(
        """
        {"baker":"tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq","chainId":"NetXdQprcVkpaWU","protocol":"PsUshuai","head":{"level":1100,"hash":"BL1100","timestamp":"2026-10-01T12:00:00Z","round":1},"need":"PT15M","warmup":"PT1M","settleLevels":2,"horizon":{"cycle":11,"level":3000},"hardRights":[{"level":1200,"round":0},{"level":1500,"round":0}],"windows":[{"fromLevel":1202,"toLevel":1490,"opensEarliest":"2026-10-01T12:10:15Z","opensExpected":"2026-10-01T12:10:24Z","closesEarliest":"2026-10-01T12:39:03Z","guaranteed":"PT28M48S","cost":{"blocks":0,"attestationSlots":5250,"budgetShare":0.03125}},{"fromLevel":1502,"toLevel":2991,"opensEarliest":"2026-10-01T12:40:15Z","opensExpected":"2026-10-01T12:40:51Z","closesEarliest":"2026-10-01T15:09:09Z","guaranteed":"PT2H28M54S","cost":{"blocks":0,"attestationSlots":5250,"budgetShare":0.03125}}],"largestGap":{"fromLevel":1502,"toLevel":2991,"guaranteed":"PT2H28M54S"}}
        """, Json(Plan()));

    [Fact]
    public void The_same_facts_are_the_same_to_the_byte() => Assert.Equal(Json(Plan()), Json(Plan()));

    [Fact]
    public void Where_nothing_fits_the_list_is_empty_and_the_largest_gap_stays()
    {
        var json = Json(Plan(minutes: 300));

        Assert.Contains("\"windows\":[],\"largestGap\":{\"fromLevel\":1502", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_window_the_largest_gap_is_null()
    {
        var sheet = RightsSheet.From([new CycleRights(Sample.Baker, Sample.Ten, Sample.At(1_996, 2_000), new AttestationDuties.Estimated(35))], 0.5);
        var plan = WindowPlanner.Plan(Sample.Chain(1_995), [new BakerRights(sheet)], Sample.Need(1), new Policy());

        Assert.EndsWith("\"windows\":[],\"largestGap\":null}", Json(plan), StringComparison.Ordinal);
    }

    [Fact]
    public void A_yes_is_written_like_this()
    {
        var verdict = GateScene.Decide(GateScene.World(rights: [1_300, 2_000]), GateScene.Ask(maintenance: "M-1"));
        var json = JsonSerializer.Serialize(VerdictDocument.From(verdict), WireJson.Plain.VerdictDocument);

        Assert.Equal(
            """
            {"allowed":true,"known":true,"reason":"safe-window","message":"12 min fit: nothing hard before level 1290, not earlier than 2026-10-01 12:19:00Z. Latest start 2026-10-01 12:07:00Z.","node":"node-1","at":"2026-10-01T12:00:01Z","right":{"baker":"tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq","kind":"baking","level":1300,"round":0,"earliest":"2026-10-01T12:20:00Z","expected":"2026-10-01T12:20:00Z"},"nextSafeAt":"2026-10-01T12:00:01Z","safeFor":"PT18M59S","largestGap":"PT1H38M54S","need":"PT12M","needSource":"stated","cost":{"blocks":0,"attestationSlots":4200,"budgetShare":0.025},"head":{"level":1100,"hash":"BL1100","age":"PT1S"},"backBy":"2026-10-01T12:19:00Z","validUntil":"2026-10-01T12:00:23Z","ticket":"M-1",
            """.TrimEnd() + "\"findings\":[", json[..(json.IndexOf("\"findings\":[", StringComparison.Ordinal) + 12)]);
    }

    [Fact]
    public void A_no_names_the_right_and_the_next_time()
    {
        var document = VerdictDocument.From(GateScene.Decide(GateScene.World(rights: [1_150, 1_900])));

        Assert.False(document.Allowed);
        Assert.True(document.Known);
        Assert.Equal("baking-right-ahead", document.Reason);
        Assert.Equal(1_150, document.Right!.Level);
        Assert.Equal(Sample.Noon.AddSeconds(312), document.NextSafeAt);
        Assert.Null(document.BackBy);
        Assert.Null(document.Ticket);
    }

    [Fact]
    public void What_can_not_be_known_says_so()
    {
        var document = VerdictDocument.From(GateScene.Decide(GateScene.World() with { Chain = null }));

        Assert.False(document.Allowed);
        Assert.False(document.Known);
        Assert.Null(document.Head);
        Assert.Null(document.Cost);
    }

    [Fact]
    public void A_nonce_is_a_kind_of_right_in_kebab_case()
    {
        var world = GateScene.World();
        var rights = world.Bakers[0].Rights! with { Nonces = [new NonceDuty(new Level(990), new Level(1_001), new Level(1_401), false)] };

        Assert.Equal("nonce-revelation", VerdictDocument.From(GateScene.Decide(world with { Bakers = [world.Bakers[0] with { Rights = rights }] })).Right!.Kind);
    }

    [Fact]
    public void Rights_are_written_from_the_head_on_with_their_least_times()
    {
        var rights = Sample.Rights(Sample.Baker, new(new Level(1_100), 0), new(new Level(1_102), 0), new(new Level(1_102), 1));
        var json = JsonSerializer.Serialize(RightsDocument.From(Chain, [rights]), WireJson.Plain.RightsDocument);

        Assert.Equal(
            """
            {"chainId":"NetXdQprcVkpaWU","protocol":"PsUshuai","headLevel":1100,"headHash":"BL1100","bakers":[{"baker":"tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq","knownTo":3000,"share":0.005,"baking":[{"level":1102,"round":0,"earliest":"2026-10-01T12:00:15Z","expected":"2026-10-01T12:00:15Z"},{"level":1102,"round":1,"earliest":"2026-10-01T12:00:21Z","expected":"2026-10-01T12:00:21Z"}]}]}
            """, json);
    }

    [Fact]
    public void People_get_it_indented()
    {
        var json = JsonSerializer.Serialize(PlanDocument.From(Plan(), [Sample.Baker.Value]), WireJson.Indented.PlanDocument);

        Assert.Contains("\n  \"baker\":", json, StringComparison.Ordinal);
        Assert.Equal(Json(Plan()), JsonSerializer.Serialize(JsonSerializer.Deserialize(json, WireJson.Plain.PlanDocument), WireJson.Plain.PlanDocument));
    }

    [Fact]
    public void A_time_of_any_offset_is_written_in_utc() =>
        Assert.Contains("\"at\":\"2026-10-01T12:00:01Z\"",
            JsonSerializer.Serialize(VerdictDocument.From(GateScene.Decide(GateScene.World(), now: GateScene.Now.ToOffset(TimeSpan.FromHours(2)))), WireJson.Plain.VerdictDocument), StringComparison.Ordinal);
}
