using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using BakeWindow.Cli.Asking;
using BakeWindow.Cli.Showing;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Commands;

/// <summary><c>bakewindow whatif</c>: other rules over the cycles that were, ending in configuration to paste. Nothing is touched.</summary>
internal static class WhatIfCommand
{
    private const int MostCycles = 30;

    public static Command Make(Surroundings around)
    {
        var command = new Command("whatif", "Rehearse another policy over the last cycles with the same work: what it would have done beside today's, ending in configuration to paste. Nothing is changed.");
        var cycles = Ask.Number("--cycles", "Over how many cycles (10).", 1, MostCycles);
        var seed = Ask.Number("--seed", "For all that is drawn; the same seed gives the same figures.", 0, int.MaxValue);
        var work = Ask.Text("--work", "recorded|made-up", "The work that was asked for, or work made up by --every and --within.");
        var every = Ask.Duration("--every", "Made-up work: how often each node wants a reboot.");
        var within = Ask.Duration("--within", "Made-up work: by when it must have begun.");
        var set = new Option<string[]>("--set") { Description = "A setting of BakeWindow:Policy to change, as NAME=VALUE; may be given several times.", HelpName = "NAME=VALUE" };
        var (server, tokenFile, json, timeout) = (Ask.Server(), Ask.TokenFile(), Ask.Json(), Ask.Timeout());
        foreach (var option in new Option[] { cycles, seed, work, every, within, set, server, tokenFile, json, timeout })
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, ct) =>
        {
            var body = new JsonObject { ["policy"] = Changes(parsed.GetValue(set) ?? []) };
            void Add(string name, JsonNode? value)
            {
                if (value is not null)
                {
                    body[name] = value;
                }
            }

            Add("cycles", parsed.GetValue(cycles) is { } n ? JsonValue.Create(n) : null);
            Add("seed", parsed.GetValue(seed) is { } drawn ? JsonValue.Create(drawn) : null);
            Add("work", parsed.GetValue(work) is { } kind ? JsonValue.Create(kind) : null);
            Add("every", Query.Of(parsed.GetValue(every)) is { } often ? JsonValue.Create(often) : null);
            Add("within", Query.Of(parsed.GetValue(within)) is { } soon ? JsonValue.Create(soon) : null);
            using var limit = new Limit(parsed.GetValue(timeout) ?? Ask.DefaultTimeout, around.Time, ct);
            using var client = new ServerClient(Ask.ServerOf(parsed.GetValue(server), around), around.Time, Ask.TokenFrom(parsed.GetValue(tokenFile), around));
            var document = await limit.RunAsync(async token =>
            {
                using var progress = new Progress(around);
                progress.Say($"rehearsing at {client.Name} …");
                var reply = await client.PostAsync("api/v1/whatif", body.ToJsonString(), token);
                return reply.Status == 200 ? reply.Document(WireJson.Plain.RehearsalDocument, d => d is { Today: not null, Edited: not null, Missing: not null, Configuration: not null }) : throw reply.Refusal();
            });
            if (parsed.GetValue(json))
            {
                around.Out.WriteLine(JsonSerializer.Serialize(document, WireJson.Plain.RehearsalDocument));
            }
            else
            {
                RehearsalView.Show(document, new Screen(around));
            }

            return ExitCode.Answered;
        });
        return command;
    }

    private static JsonObject Changes(string[] said)
    {
        var changes = new JsonObject();
        foreach (var one in said)
        {
            var at = one.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                throw new NoAnswerException.Usage($"--set \"{Plain.Text(one)}\" is no change: write NAME=VALUE, such as guard=90s");
            }

            changes[one[..at]] = one[(at + 1)..];
        }

        return changes;
    }
}
