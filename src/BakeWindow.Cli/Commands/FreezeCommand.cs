using System.CommandLine;
using System.Text.Json;
using BakeWindow.Cli.Asking;
using BakeWindow.Cli.Showing;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Commands;

/// <summary><c>bakewindow freeze</c> and <c>bakewindow glass</c>: hold for a while, or open one gate against its answer.</summary>
internal static class FreezeCommand
{
    private const string Freezes = "api/v1/freezes";
    private const string Broken = "api/v1/glass";

    public static Command Make(Surroundings around) => new("freeze", "Freezes: list, set, end. Nothing is disturbed while one is in force.")
    {
        List(around, Freezes, "The freezes that are not over."),
        Set(around),
        End(around, Freezes, "End a freeze before its time."),
    };

    public static Command MakeGlass(Surroundings around) => new("glass", "Broken glass: list, break, end. The gate of one node is open against its answer.")
    {
        List(around, Broken, "The broken glasses that are not over."),
        Break(around),
        End(around, Broken, "Close a broken glass before its time."),
    };

    private static Command List(Surroundings around, string path, string description)
    {
        var command = new Command("list", description);
        var all = new Option<bool>("--all") { Description = "Those that are over too." };
        command.Add(all);
        var desk = new Desk(command, changes: false, around);
        command.SetAction((parsed, ct) => desk.RunAsync(parsed, async (server, token) =>
        {
            var reply = await server.GetAsync(path, [("state", parsed.GetValue(all) ? "all" : "open")], token);
            if (reply.Status != 200)
            {
                throw reply.Refusal();
            }

            var found = reply.Document(WireJson.Plain.IReadOnlyListHoldDocument, l => l.All(h => h is { Owner: not null, Reason: not null }));
            return (JsonSerializer.Serialize(found, WireJson.Plain.IReadOnlyListHoldDocument), screen => HoldView.List(found, screen));
        }, ct));
        return command;
    }

    private static Command Set(Surroundings around)
    {
        var command = new Command("set", "Hold everything, or one node, until an end that must be named.");
        var node = Ask.Text("--node", "NAME", "This node only; everything when left out.");
        var until = Ask.Text("--until", "END", "When it ends: a duration from now like 2h, or an instant like 2026-12-24T18:00:00Z; at most 14 days.");
        var reason = Ask.Text("--reason", "TEXT", "Why; everybody who is held reads it.");
        foreach (var option in new Option[] { node, until, reason })
        {
            command.Add(option);
        }

        var desk = new Desk(command, changes: true, around);
        command.SetAction((parsed, ct) => desk.RunAsync(parsed, async (server, token) => One(await server.PostAsync(Freezes, JsonSerializer.Serialize(new FreezeBody(
            parsed.GetValue(node),
            parsed.GetValue(until) ?? throw new NoAnswerException.Usage("--until is missing: say when it ends, like --until 2h; a freeze ends by itself"),
            parsed.GetValue(reason) ?? throw new NoAnswerException.Usage("--reason is missing: say why, in 3 to 160 characters")), CliJson.Default.FreezeBody), token), around), ct));
        return command;
    }

    private static Command Break(Surroundings around)
    {
        var command = new Command("break", "Open the gate of one node against its answer. Rights may be missed; it is written down who did it and why.");
        var node = Ask.Text("--node", "NAME", "The node.");
        var typed = Ask.Text("--confirm", "NAME", "The node's name again: what is typed twice is not typed by mistake.");
        var length = Ask.Duration("--for", "For how long; at most 1h.");
        var reason = Ask.Text("--reason", "TEXT", "Why, in 10 to 160 characters; it stands in the audit.");
        foreach (var option in new Option[] { node, typed, length, reason })
        {
            command.Add(option);
        }

        var desk = new Desk(command, changes: true, around);
        command.SetAction((parsed, ct) => desk.RunAsync(parsed, async (server, token) => One(await server.PostAsync(Broken, JsonSerializer.Serialize(new GlassBody(
            parsed.GetValue(node) ?? throw new NoAnswerException.Usage("--node is missing: write the name of the node"),
            parsed.GetValue(typed) ?? throw new NoAnswerException.Usage("--confirm is missing: write the node's name again"),
            Query.Of(parsed.GetValue(length)) ?? throw new NoAnswerException.Usage("--for is missing: say for how long, like --for 15m"),
            parsed.GetValue(reason) ?? throw new NoAnswerException.Usage("--reason is missing: say why, in 10 to 160 characters")), CliJson.Default.GlassBody), token), around), ct));
        return command;
    }

    private static Command End(Surroundings around, string path, string description)
    {
        var command = new Command("end", description);
        var id = new Argument<string>("ID") { Description = "Its id, as list shows it." };
        command.Add(id);
        var desk = new Desk(command, changes: true, around);
        command.SetAction((parsed, ct) => desk.RunAsync(parsed, async (server, token) => One(await server.PostAsync($"{path}/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}/end", "{}", token), around), ct));
        return command;
    }

    private static (string Json, Action<Screen> Show) One(Reply reply, Surroundings around)
    {
        if (reply.Status is not (200 or 201))
        {
            throw reply.Refusal();
        }

        var found = reply.Document(WireJson.Plain.HoldDocument, h => h is { Owner: not null, Reason: not null, Kind: not null });
        return (JsonSerializer.Serialize(found, WireJson.Plain.HoldDocument), screen => HoldView.Show(found, screen, around.Time.LocalTimeZone));
    }
}
