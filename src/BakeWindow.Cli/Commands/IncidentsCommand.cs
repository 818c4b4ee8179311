using System.CommandLine;
using System.Text.Json;
using BakeWindow.Cli.Asking;
using BakeWindow.Cli.Showing;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Commands;

/// <summary><c>bakewindow incidents</c>: what was lost or at risk, and the written report of one.</summary>
internal static class IncidentsCommand
{
    private const string Path = "api/v1/incidents";

    public static Command Make(Surroundings around)
    {
        var command = new Command("incidents", "What was missed or at risk, why, and what would have held it: a list, or one with its time line.");
        var id = new Argument<string?>("ID") { Description = "An incident, like I-12; the list when left out.", Arity = ArgumentArity.ZeroOrOne };
        var markdown = new Option<bool>("--markdown") { Description = "The report of one as Markdown, to be sent on." };
        command.Add(id);
        command.Add(markdown);
        var desk = new Desk(command, changes: false, around);
        command.SetAction((parsed, ct) => desk.RunAsync(parsed, async (server, token) =>
        {
            var wanted = parsed.GetValue(id);
            if (parsed.GetValue(markdown))
            {
                return await ReportAsync(server, wanted ?? throw new NoAnswerException.Usage("--markdown wants one incident: name it, like bakewindow incidents I-12 --markdown"), around, token);
            }

            return wanted is null ? await AllAsync(server, token) : await OneAsync(server, wanted, around, token);
        }, ct));
        return command;
    }

    private static async Task<(string Json, Action<Screen> Show)> AllAsync(ServerClient server, CancellationToken ct)
    {
        var reply = await server.GetAsync(Path, [], ct);
        if (reply.Status != 200)
        {
            throw reply.Refusal();
        }

        var all = reply.Document(WireJson.Plain.IReadOnlyListIncidentSummaryDocument, l => l.All(i => i is { Id: not null, Words: not null, Causes: not null }));
        return (JsonSerializer.Serialize(all, WireJson.Plain.IReadOnlyListIncidentSummaryDocument), screen => IncidentShow.List(all, screen));
    }

    private static async Task<(string Json, Action<Screen> Show)> OneAsync(ServerClient server, string id, Surroundings around, CancellationToken ct)
    {
        var reply = await server.GetAsync($"{Path}/{Uri.EscapeDataString(id)}", [], ct);
        if (reply.Status != 200)
        {
            throw reply.Refusal();
        }

        var one = reply.Document(WireJson.Plain.IncidentDocument, i => i is { Id: not null, Evidence: not null, Causes: not null, Gaps: not null });
        return (JsonSerializer.Serialize(one, WireJson.Plain.IncidentDocument), screen => IncidentShow.One(one, screen, around.Time.LocalTimeZone));
    }

    private static async Task<(string Json, Action<Screen> Show)> ReportAsync(ServerClient server, string id, Surroundings around, CancellationToken ct)
    {
        var reply = await server.GetAsync($"{Path}/{Uri.EscapeDataString(id)}.md", [], ct);
        if (reply.Status != 200)
        {
            throw reply.Refusal();
        }

        // For a file; what would play tricks on a terminal that shows it is taken out.
        var text = string.Join('\n', reply.Body.Split('\n').Select(Plain.Text));
        return (JsonSerializer.Serialize(new MarkdownBody(id, text), CliJson.Default.MarkdownBody), _ => around.Out.Write(text));
    }
}
