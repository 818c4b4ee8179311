using System.Text.Json.Nodes;
using BakeWindow.Tests.Web;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Notifying;
using Microsoft.Extensions.Logging.Abstractions;

namespace BakeWindow.Tests.Notifying;

/// <summary>A silence is a short lease that is renewed while a maintenance is at work, found again after a crash, and taken back at its end.</summary>
public sealed class SilenceKeeperTests : IAsyncLifetime
{
    private readonly Dictionary<string, JsonObject> silences = [];
    private TellingStage stage = null!;
    private Workshop shop = null!;
    private Ear ear = null!;
    private Channels channels = null!;

    public async ValueTask InitializeAsync()
    {
        (stage, shop, ear) = (await TellingStage.OpenAsync(), await Workshop.OpenAsync(), await Ear.OpenAsync());
        ear.Answer = Alertmanager;
        channels = stage.With(0, "am", "alertmanager", ("Url", ear.Url.AbsoluteUri), ("Silence:0", "instance=~\"{node}(:.*)?\""), ("Silence:1", "severity!=critical")).Channels();
    }

    public async ValueTask DisposeAsync()
    {
        await ear.DisposeAsync();
        await shop.DisposeAsync();
        await stage.DisposeAsync();
    }

    [Fact]
    public async Task It_is_held_renewed_and_ended()
    {
        using var keeper = Keeper();
        await keeper.LookAsync(default);
        Assert.Empty(ear.Heard);

        var m = await WorkAsync();
        await keeper.LookAsync(default);
        var silence = Assert.Single(silences).Value;
        var matcher = silence["matchers"]![0]!;
        Assert.Equal(("instance", @"node-1(:.*)?", true, true), (matcher["name"]!.GetValue<string>(), matcher["value"]!.GetValue<string>(), matcher["isRegex"]!.GetValue<bool>(), matcher["isEqual"]!.GetValue<bool>()));
        Assert.False(silence["matchers"]![1]!["isEqual"]!.GetValue<bool>());
        Assert.Equal(SilenceKeeper.Lease, Time(silence, "endsAt") - Time(silence, "startsAt"));
        Assert.StartsWith($"BakeWindow 0badcafe {m}:", silence["comment"]!.GetValue<string>(), StringComparison.Ordinal);

        // Half of the lease is left: nothing to do. Less: it is renewed under its id.
        shop.Clock.Advance(TimeSpan.FromSeconds(80));
        await keeper.LookAsync(default);
        Assert.Single(ear.Heard);
        shop.Clock.Advance(TimeSpan.FromSeconds(20));
        await keeper.LookAsync(default);
        Assert.Equal(shop.Clock.GetUtcNow() + SilenceKeeper.Lease, Time(Assert.Single(silences).Value, "endsAt"));

        await shop.FinishAsync(m, 130);
        await keeper.LookAsync(default);
        Assert.Equal("DELETE", ear.Heard[^1].Method);
        Assert.Empty(silences);
        Assert.Empty(await shop.Database.Silences.AllAsync(default));
    }

    [Fact]
    public async Task One_that_a_crash_left_without_an_id_is_found_again_by_its_comment_and_not_made_twice()
    {
        var m = await WorkAsync();
        using (var dies = new CancellationTokenSource())
        {
            ear.Answer = told =>
            {
                var answer = Alertmanager(told);
                dies.Cancel();
                return answer;
            };
            using var first = Keeper();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.LookAsync(dies.Token));
        }

        Assert.Single(silences);
        Assert.Equal("", Assert.Single(await shop.Database.Silences.AllAsync(default)).SilenceId);

        ear.Answer = Alertmanager;
        using var next = Keeper();
        await next.LookAsync(default);
        Assert.Single(silences);
        Assert.Equal(silences.Keys.Single(), Assert.Single(await shop.Database.Silences.AllAsync(default)).SilenceId);

        // A person took it away: another is made. The maintenance ends, whoever sees it.
        silences.Clear();
        shop.Clock.Advance(TimeSpan.FromMinutes(2));
        await next.LookAsync(default);
        Assert.Single(silences);
        await shop.FinishAsync(m, 130);
        await next.LookAsync(default);
        Assert.Empty(silences);
    }

    private SilenceKeeper Keeper() => new(shop.Runner, shop.Database.Silences, channels, new Installation { Id = "0badcafe" }, Leadership.Alone, shop.Clock, NullLogger<SilenceKeeper>.Instance);

    private async Task<string> WorkAsync()
    {
        var m = await shop.RequestAsync();
        for (var level = 101; level < 125; level++)
        {
            shop.Reach(level);
            await shop.Runner.LookAsync(default);
            if (shop.Runner.Open.Any(o => o.Phase.Underway is not null))
            {
                return m.Id;
            }
        }

        throw new InvalidOperationException($"{m.Id} does not begin: {shop.Runner.Open.Single().Phase}");
    }

    private static DateTimeOffset Time(JsonObject silence, string name) => DateTimeOffset.Parse(silence[name]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture);

    // As far as silences go: POST makes or changes, GET lists, DELETE ends; an id that is not there is 404.
    private (int, string) Alertmanager(Ear.Told told)
    {
        lock (silences)
        {
            switch (told.Method, told.Path)
            {
                case ("POST", "/api/v2/silences"):
                    var silence = JsonNode.Parse(told.Body)!.AsObject();
                    var id = silence["id"]?.GetValue<string>();
                    if (id is not null && !silences.ContainsKey(id))
                    {
                        return (404, "\"silence not found\"");
                    }

                    silences[id ??= $"s-{told.GetHashCode():x}"] = silence;
                    return (200, $$"""{"silenceID":"{{id}}"}""");
                case ("GET", "/api/v2/silences"):
                    return (200, new JsonArray([.. silences.Select(s => new JsonObject { ["id"] = s.Key, ["comment"] = s.Value["comment"]!.GetValue<string>(), ["status"] = new JsonObject { ["state"] = "active" } })]).ToJsonString());
                case ("DELETE", _):
                    return (silences.Remove(told.Path.Split('/')[^1]) ? 200 : 404, "{}");
                default:
                    return (405, "");
            }
        }
    }
}
