using System.CommandLine;
using System.Text.Json;
using BakeWindow.Cli.Asking;
using BakeWindow.Cli.Showing;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Commands;

/// <summary><c>bakewindow notify</c>: the channels over which people are told, and a test of one.</summary>
internal static class NotifyCommand
{
    private const string Path = "api/v1/notifications";

    public static Command Make(Surroundings around) => new("notify", "Who is told of what: list the channels, test one.")
    {
        List(around),
        Test(around),
    };

    private static Command List(Surroundings around)
    {
        var command = new Command("list", "The channels with what they were told last.");
        var desk = new Desk(command, changes: false, around);
        command.SetAction((parsed, ct) => desk.RunAsync(parsed, async (server, token) =>
        {
            var reply = await server.GetAsync(Path, [], token);
            if (reply.Status != 200)
            {
                throw reply.Refusal();
            }

            var all = reply.Document(WireJson.Plain.IReadOnlyListChannelDocument, l => l.All(c => c is { Name: not null, Kind: not null, Last: not null }));
            return (JsonSerializer.Serialize(all, WireJson.Plain.IReadOnlyListChannelDocument), screen => Show(all, screen));
        }, ct));
        return command;
    }

    private static Command Test(Surroundings around)
    {
        var command = new Command("test", "Send a test over a channel. Exit code 75: it was not taken.");
        var name = new Argument<string>("NAME") { Description = "The channel's name, as list shows it." };
        command.Add(name);
        var desk = new Desk(command, changes: true, around);
        command.SetAction((parsed, ct) => desk.RunAsync(parsed, async (server, token) =>
        {
            var reply = await server.PostAsync($"{Path}/{Uri.EscapeDataString(parsed.GetRequiredValue(name))}/test", "{}", token);
            if (reply.Status != 200)
            {
                throw reply.Refusal();
            }

            var outcome = reply.Document(WireJson.Plain.ChannelTestDocument, t => t.Channel is not null);
            return outcome.Delivered
                ? (JsonSerializer.Serialize(outcome, WireJson.Plain.ChannelTestDocument), (Action<Screen>)(screen => screen.Headline(outcome.Channel, Screen.Good, "the test was taken")))
                : throw new NoAnswerException.NotNow($"{outcome.Channel}: the test was not taken: {outcome.Problem}");
        }, ct));
        return command;
    }

    private static void Show(IReadOnlyList<ChannelDocument> all, Screen screen)
    {
        if (all.Count == 0)
        {
            screen.Line("No channel is configured (Notify:Channels), so nobody is told.", Screen.Faint);
            return;
        }

        screen.Table(
            [("Channel", false), ("Kind", false), ("Waiting", true), ("Last told (UTC)", false), ("What", false), ("Problem", false)],
            all.Select(c => new[]
            {
                Screen.Cell(c.Name, Screen.Strong),
                Screen.Cell(c.Kind),
                Screen.Cell(c.Waiting.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                Screen.Cell(c.Last is [{ } last, ..] ? Times.Utc(last.DeliveredAt ?? last.MadeAt) : "never"),
                Screen.Cell(c.Last is [{ } what, ..] ? $"{what.Turn} {what.Alert}" : ""),
                Screen.Cell(c.Last is [{ Problem: { } problem }, ..] ? problem : "", Screen.Bad),
            }));
    }
}
