using System.CommandLine;
using System.Text.Json;
using BakeWindow.Cli.Asking;
using BakeWindow.Cli.Showing;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Commands;

/// <summary><c>bakewindow windows</c>: every window that the work fits.</summary>
internal static class WindowsCommand
{
    public static Command Make(Surroundings around)
    {
        var command = new Command("windows", "When does the work fit? Every window, in order of level, with its price.");
        var source = new Source(command);
        var need = Ask.Duration("--for", $"How long the work takes; as the server has learned, or {Query.Of(OutageEstimate.Learned(new Policy(), []).Need)}, when left out.");
        var rounds = Ask.Number("--hard-rounds", "Rights of rounds 0 to N must not be missed (0).", 0, 7);
        var warmUp = Ask.Duration("--warmup", "With --rpc: how long before a right the baker must be back (1m).");
        var (all, json, timeout) = (new Option<bool>("--all") { Description = "Every window; not only the first thirty." }, Ask.Json(), Ask.Timeout());
        foreach (var option in new Option[] { need, rounds, warmUp, all, json, timeout })
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, ct) =>
        {
            using var limit = new Limit(parsed.GetValue(timeout) ?? Ask.DefaultTimeout, around.Time, ct);
            var (nodes, server) = source.Of(parsed, around);
            var plan = await limit.RunAsync(async token =>
            {
                if (server is not null)
                {
                    return await FromServerAsync(server, parsed, token);
                }

                var policy = new Policy { HardRounds = parsed.GetValue(rounds) ?? 0 };
                policy = parsed.GetValue(warmUp) is { } wanted ? policy with { WarmUp = wanted } : policy;
                var reading = await NodeReading.ReadAsync(nodes!, source.Addresses(parsed), policy, limit, around);
                if (reading.HeadDoubt(around.Time.GetUtcNow()) is { } doubt)
                {
                    around.Note(doubt);
                }

                var outage = parsed.GetValue(need) is { } stated ? OutageEstimate.Stated(stated) : OutageEstimate.Learned(policy, []);
                return PlanDocument.From(WindowPlanner.Plan(reading.Chain, reading.Bakers, outage, policy), reading.Bakers.Select(b => b.Sheet.Baker.Value));
            });
            if (parsed.GetValue(json))
            {
                around.Out.WriteLine(JsonSerializer.Serialize(plan, WireJson.Plain.PlanDocument));
            }
            else
            {
                PlanView.Show(plan, parsed.GetValue(all), new Screen(around), around.Time.LocalTimeZone);
            }

            return ExitCode.Answered;
        });
        return command;

        async Task<PlanDocument> FromServerAsync(Uri server, ParseResult parsed, CancellationToken ct)
        {
            if (parsed.GetValue(warmUp) is not null)
            {
                throw new NoAnswerException.Usage("--warmup needs --rpc: a server plans by its own policy");
            }

            using var client = source.Connect(server, parsed, around);
            using var progress = new Progress(around);
            progress.Say($"asking {client.Name} …");
            var reply = await client.GetAsync(
                "api/v1/windows",
                [("node", source.Node(parsed)), ("baker", source.Query(parsed)), ("for", Query.Of(parsed.GetValue(need))), ("hardRounds", Query.Of(parsed.GetValue(rounds)))],
                ct);
            return reply.Status == 200
                ? reply.Document(WireJson.Plain.PlanDocument, p => p is { Baker: not null, Head: not null, Need: not null, Warmup: not null, Horizon: not null, HardRights: not null, Windows: not null })
                : throw reply.Refusal();
        }
    }
}
