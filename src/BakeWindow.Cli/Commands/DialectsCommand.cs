using System.CommandLine;
using System.Text.Json;
using BakeWindow.Cli.Showing;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Commands;

/// <summary><c>bakewindow dialects</c>: which neighbours are spoken to, what stands where, what their users should set.</summary>
internal static class DialectsCommand
{
    public static Command Make(Surroundings around)
    {
        var command = new Command("dialects", "The neighbours that BakeWindow speaks to: seen, marked, and what their users should set. Exit code 0: answered.");
        var all = new Option<bool>("--all") { Description = "Those that are switched off too: what they would write is shown, and nothing is written." };
        var desk = new Desk(command, changes: false, around);
        command.Add(all);
        command.SetAction((parsed, ct) => desk.RunAsync(parsed, async (server, token) =>
        {
            var reply = await server.GetAsync("api/v1/dialects", [("all", parsed.GetValue(all) ? "true" : null)], token);
            if (reply.Status != 200)
            {
                throw reply.Refusal();
            }

            var found = reply.Document(WireJson.Plain.IReadOnlyListDialectDocument, l => l.All(d => d is { Name: not null, Notes: not null, Marks: not null, Problems: not null }));
            return (JsonSerializer.Serialize(found, WireJson.Plain.IReadOnlyListDialectDocument), screen => DialectsView.Show(found, screen));
        }, ct));
        return command;
    }
}
