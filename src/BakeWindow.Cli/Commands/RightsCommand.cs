using System.CommandLine;
using System.Text.Json;
using BakeWindow.Cli.Asking;
using BakeWindow.Cli.Showing;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Commands;

/// <summary><c>bakewindow rights</c>: what a baker has to bake.</summary>
internal static class RightsCommand
{
    public static Command Make(Surroundings around)
    {
        var command = new Command("rights", "Which rights to bake are known, from the head on?");
        var source = new Source(command);
        var (all, json, timeout) = (new Option<bool>("--all") { Description = "Every right; not only the first thirty." }, Ask.Json(), Ask.Timeout());
        foreach (var option in new Option[] { all, json, timeout })
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, ct) =>
        {
            using var limit = new Limit(parsed.GetValue(timeout) ?? Ask.DefaultTimeout, around.Time, ct);
            var (nodes, server) = source.Of(parsed, around);
            var rights = await limit.RunAsync(async token =>
            {
                if (server is not null)
                {
                    return await FromServerAsync(server, parsed, token);
                }

                var reading = await NodeReading.ReadAsync(nodes!, source.Addresses(parsed), new Policy(), limit, around);
                if (reading.HeadDoubt(around.Time.GetUtcNow()) is { } doubt)
                {
                    around.Note(doubt);
                }

                return RightsDocument.From(reading.Chain, reading.Bakers);
            });
            if (parsed.GetValue(json))
            {
                around.Out.WriteLine(JsonSerializer.Serialize(rights, WireJson.Plain.RightsDocument));
            }
            else
            {
                RightsView.Show(rights, parsed.GetValue(all), new Screen(around), around.Time.LocalTimeZone);
            }

            return ExitCode.Answered;
        });
        return command;

        async Task<RightsDocument> FromServerAsync(Uri server, ParseResult parsed, CancellationToken ct)
        {
            using var client = source.Connect(server, parsed, around);
            using var progress = new Progress(around);
            progress.Say($"asking {client.Name} …");
            var reply = await client.GetAsync("api/v1/rights", [("node", source.Node(parsed)), ("baker", source.Query(parsed))], ct);
            return reply.Status == 200
                ? reply.Document(WireJson.Plain.RightsDocument, r => r.Bakers is not null && r.Bakers.All(b => b is { Baker: not null, Baking: not null }))
                : throw reply.Refusal();
        }
    }
}
