using System.CommandLine;
using System.Text.Json;
using BakeWindow.Cli.Asking;
using BakeWindow.Cli.Showing;
using BakeWindow.Core.Export;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Commands;

/// <summary><c>bakewindow export</c>: maintenance exclusions, ready to run.</summary>
internal static class ExportCommand
{
    public static Command Make(Surroundings around)
    {
        var command = new Command("export", "Maintenance exclusions in the words of a cloud, ready to run: around protocol activations, freezes, and cycles that hold no window for the need. Exit code 75: the cloud would refuse them.");
        var target = Ask.Text("--target", ExportTargets.Names.Replace(", ", "|", StringComparison.Ordinal), "For whom, and in which form.");
        var need = Ask.Duration("--for", "How long the cloud's work takes on one node; as the server has learned when left out.");
        var node = Ask.Text("--node", "NAME", "All bakers on this node are meant; all declared bakers when left out.");
        var cluster = Ask.Text("--cluster", "NAME", "The cluster as its cloud calls it; $CLUSTER when left out.");
        var location = Ask.Text("--location", "NAME", "Its region or zone; $LOCATION when left out.");
        var project = Ask.Text("--project", "ID", "Google's project; gcloud's own when left out.");
        var group = Ask.Text("--resource-group", "NAME", "Azure's resource group; $RESOURCE_GROUP when left out.");
        var (server, tokenFile, json, timeout) = (Ask.Server(), Ask.TokenFile(), Ask.Json(), Ask.Timeout());
        foreach (var option in new Option[] { target, need, node, cluster, location, project, group, server, tokenFile, json, timeout })
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, ct) =>
        {
            var wanted = parsed.GetValue(target) ?? throw new NoAnswerException.Usage($"--target is missing: write one of {ExportTargets.Names}");
            using var limit = new Limit(parsed.GetValue(timeout) ?? Ask.DefaultTimeout, around.Time, ct);
            using var client = new ServerClient(Ask.ServerOf(parsed.GetValue(server), around), around.Time, Ask.TokenFrom(parsed.GetValue(tokenFile), around));
            var export = await limit.RunAsync(async token =>
            {
                using var progress = new Progress(around);
                progress.Say($"asking {client.Name} …");
                var reply = await client.GetAsync(
                    "api/v1/export",
                    [
                        ("target", wanted), ("for", Query.Of(parsed.GetValue(need))), ("node", parsed.GetValue(node)), ("cluster", parsed.GetValue(cluster)),
                        ("location", parsed.GetValue(location)), ("project", parsed.GetValue(project)), ("resourceGroup", parsed.GetValue(group)),
                    ],
                    token);
                return reply.Status == 200 ? reply.Document(WireJson.Plain.ExportDocument, d => d is { Text: not null, Notes: not null, Periods: not null }) : throw reply.Refusal();
            });
            if (parsed.GetValue(json))
            {
                around.Out.WriteLine(JsonSerializer.Serialize(export, WireJson.Plain.ExportDocument));
                return ExitCode.Answered;
            }

            foreach (var note in export.Notes)
            {
                around.Note(note);
            }

            // It is written to be run; what would hide a line from whoever reads it first has no place in it.
            around.Out.Write(string.Join('\n', export.Text.Split('\n').Select(Plain.Text)));
            return ExitCode.Answered;
        });
        return command;
    }
}
