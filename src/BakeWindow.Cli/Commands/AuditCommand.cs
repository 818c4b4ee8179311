using System.CommandLine;
using System.Text.Json;
using BakeWindow.Cli.Asking;
using BakeWindow.Cli.Showing;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Commands;

/// <summary><c>bakewindow audit</c>: who can still hurt me?</summary>
internal static class AuditCommand
{
    private static readonly string[] Severities = ["info", "warning", "critical"];

    public static Command Make(Surroundings around)
    {
        var command = new Command("audit", "Who can still hurt me? Every way past the protection in this cluster. What somebody accepted for a while is listed apart. Exit code 0: none else is critical; 1: some are; 69: the cluster could not be looked at.");
        var node = Ask.Text("--node", "NAME", "Only what concerns this node.");
        var severity = Ask.Text("--severity", "info|warning|critical", "Only findings that are at least so grave; the exit code goes by what is shown.");
        var all = new Option<bool>("--with-accepted") { Description = "What somebody accepted for a while counts like the rest, for the exit code too." };
        var kept = new Option<bool>("--kept") { Description = "The server's last report, at most ten minutes old, instead of a new look." };
        var output = Ask.Text("--output", "text|json", "json is the same as --json.");
        var (server, tokenFile, json, timeout) = (Ask.Server(), Ask.TokenFile(), Ask.Json(), Ask.Timeout());
        foreach (var option in new Option[] { node, severity, all, kept, server, tokenFile, json, output, timeout })
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, ct) =>
        {
            var asJson = parsed.GetValue(json) || Form(parsed.GetValue(output));
            if (parsed.GetValue(severity) is { } least && !Severities.Contains(least))
            {
                throw new NoAnswerException.Usage($"--severity: \"{least}\" is none; write info, warning or critical");
            }

            using var limit = new Limit(parsed.GetValue(timeout) ?? Ask.DefaultTimeout, around.Time, ct);
            using var client = new ServerClient(Ask.ServerOf(parsed.GetValue(server), around), around.Time, Ask.TokenFrom(parsed.GetValue(tokenFile), around));
            var report = await limit.RunAsync(async token =>
            {
                using var progress = new Progress(around);
                progress.Say($"asking {client.Name} …");
                var reply = await client.GetAsync(
                    "api/v1/bypasses", [("node", parsed.GetValue(node)), ("severity", parsed.GetValue(severity)), ("fresh", parsed.GetValue(kept) ? null : "true")], token);
                return reply.Status == 200
                    ? reply.Document(WireJson.Plain.BypassDocument, d => d is { Findings: not null, Floors: not null, Looks: not null } && d.Findings.All(f => f is { Code: not null, Severity: not null, Subject: not null }))
                    : throw reply.Refusal();
            });
            if (parsed.GetValue(all))
            {
                report = report.WithAccepted();
            }

            if (asJson)
            {
                around.Out.WriteLine(JsonSerializer.Serialize(report, WireJson.Plain.BypassDocument));
            }
            else
            {
                BypassView.Show(report, new Screen(around));
            }

            return report.Findings.Any(f => f.Severity == "critical") ? ExitCode.Found : ExitCode.Answered;
        });
        command.Add(AuditVerifyCommand.Make(around));
        return command;
    }

    private static bool Form(string? output) => output switch
    {
        null or "text" => false,
        "json" => true,
        _ => throw new NoAnswerException.Usage($"--output: \"{output}\" is none; write text or json"),
    };
}
