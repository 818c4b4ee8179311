using System.CommandLine;
using System.Text.Json;
using BakeWindow.Cli.Asking;
using BakeWindow.Cli.Showing;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Commands;

/// <summary><c>bakewindow recoveries</c>: how long restarts last.</summary>
internal static class RecoveriesCommand
{
    public static Command Make(Surroundings around)
    {
        var command = new Command("recoveries", "How long restarts of protected workloads last, step by step, by workload and cause. Exit code 0: answered.");
        var desk = new Desk(command, changes: false, around);
        command.SetAction((parsed, ct) => desk.RunAsync(parsed, async (server, token) =>
        {
            var reply = await server.GetAsync("api/v1/recoveries", [], token);
            if (reply.Status != 200)
            {
                throw reply.Refusal();
            }

            var found = reply.Document(WireJson.Plain.RecoveriesDocument, d => d is { Figures: not null, Open: not null, Last: not null });
            return (JsonSerializer.Serialize(found, WireJson.Plain.RecoveriesDocument), screen => RecoveriesView.Show(found, screen));
        }, ct));
        return command;
    }
}
