using System.CommandLine;
using System.Text.Json;
using BakeWindow.Cli.Showing;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Commands;

/// <summary><c>bakewindow signers</c>: how the paths to bakers' keys stand.</summary>
internal static class SignersCommand
{
    public static Command Make(Surroundings around)
    {
        var command = new Command("signers", "The paths to bakers' keys: how proxy, tunnel, signer and key stand, and since when. Exit code 0: answered.");
        var desk = new Desk(command, changes: false, around);
        command.SetAction((parsed, ct) => desk.RunAsync(parsed, async (server, token) =>
        {
            var reply = await server.GetAsync("api/v1/signers", [], token);
            if (reply.Status != 200)
            {
                throw reply.Refusal();
            }

            var found = reply.Document(WireJson.Plain.SignersDocument, d => d.Bakers is not null && d.Bakers.All(b => b is { Baker: not null, Parts: not null }));
            return (JsonSerializer.Serialize(found, WireJson.Plain.SignersDocument), screen => SignersView.Show(found, screen));
        }, ct));
        return command;
    }
}
