using System.CommandLine;
using System.Text.Json;
using BakeWindow.Cli.Asking;
using BakeWindow.Cli.Showing;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Commands;

/// <summary><c>bakewindow preflight</c>: would it come back?</summary>
internal static class PreflightCommand
{
    public static Command Make(Surroundings around)
    {
        var command = new Command("preflight", "Would it come back? Every check before something is disturbed. Exit code 0: ready; 75: a required check failed; 69: one could not be made.");
        var node = Ask.Text("--node", "NAME", "The node to be disturbed.");
        var workload = Ask.Text("--workload", "KIND/NAMESPACE/NAME", "The workload to be disturbed, like statefulset/tezos/baker.");
        var bakers = Ask.Bakers();
        var goes = new Option<bool>("--goes") { Description = "The node itself does not come back: its pods must live elsewhere." };
        command.Add(node);
        command.Add(workload);
        command.Add(bakers);
        command.Add(goes);
        var desk = new Desk(command, changes: false, around);
        command.SetAction(async (parsed, ct) =>
        {
            var some = parsed.GetValue(bakers) is { Length: > 0 } named ? string.Join(',', named) : null;
            if (((string?[])[parsed.GetValue(node), parsed.GetValue(workload), some]).Count(q => q is not null) > 1)
            {
                throw new NoAnswerException.Usage("--node, --workload and --baker exclude each other: ask about one");
            }

            PreflightDocument? found = null;
            var code = await desk.RunAsync(parsed, async (server, token) =>
            {
                var reply = await server.GetAsync("api/v1/preflight", [("node", parsed.GetValue(node)), ("workload", parsed.GetValue(workload)), ("baker", some), ("goes", parsed.GetValue(goes) ? "true" : null)], token);
                if (reply.Status is not (200 or 423 or 503) || (reply.Status == 503 && Problem.Read(reply.Body) is not null))
                {
                    throw reply.Refusal();
                }

                found = reply.Document(WireJson.Plain.PreflightDocument, d => d is { About: not null, Checks: not null });
                if (found.Ready && (reply.Status != 200 || !found.Known))
                {
                    throw new NoAnswerException.CannotKnow($"{reply.From}: the answer contradicts itself (status {reply.Status}, ready {found.Ready})");
                }

                var document = found;
                return (JsonSerializer.Serialize(document, WireJson.Plain.PreflightDocument), screen => PreflightView.Show(document, screen));
            }, ct);
            return code != ExitCode.Answered ? code : found switch
            {
                { Ready: true, Known: true } => ExitCode.Answered,
                { Known: true } => ExitCode.Held,
                _ => ExitCode.CannotKnow,
            };
        });
        return command;
    }
}
