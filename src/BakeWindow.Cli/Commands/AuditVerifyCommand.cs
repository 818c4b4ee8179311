using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using BakeWindow.Cli.Asking;
using BakeWindow.Cli.Showing;
using BakeWindow.Core.Auditing;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Commands;

/// <summary><c>bakewindow audit verify</c>: has anybody changed what was written down?</summary>
internal static class AuditVerifyCommand
{
    // A server that lies could tell rows for ever; no audit of real life is this long.
    private const long MostRows = 100_000_000;

    private const long MostFile = 1L << 30;

    public static Command Make(Surroundings around)
    {
        var command = new Command("verify", "Follows the audit's chain over every row, here and not on the server. Exit code 0: every row is as it was written; 1: one is not, or is missing; 69: it could not be read.");
        var head = new Option<string[]>("--head") { Description = "Where the chain ended when you last looked (from the log, the Lease's annotation bakewindow.io/audit-head, or a run of this command); may be given several times.", HelpName = "HASH@KEY" };
        var file = Ask.Text("--file", "FILE", "An export (/api/v1/audit/export?format=json) instead of a server.");
        var (server, tokenFile, json, timeout) = (Ask.Server(), Ask.TokenFile(), Ask.Json(), Ask.Duration("--timeout", "How long it may take in all (10 min)."));
        foreach (var option in new Option[] { head, file, server, tokenFile, json, timeout })
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, ct) =>
        {
            var remembered = (parsed.GetValue(head) ?? []).Select(PointOf).ToList();
            using var limit = new Limit(parsed.GetValue(timeout) ?? TimeSpan.FromMinutes(10), around.Time, ct);
            var (verifier, wrong) = await limit.RunAsync(async token =>
            {
                if (parsed.GetValue(file) is { } path)
                {
                    return OfFile(path, remembered);
                }

                using var client = new ServerClient(Ask.ServerOf(parsed.GetValue(server), around), around.Time, Ask.TokenFrom(parsed.GetValue(tokenFile), around));
                using var progress = new Progress(around);
                return await OfServerAsync(client, remembered, progress, token);
            });
            Show(around, verifier, wrong, parsed.GetValue(json));
            return wrong is null ? ExitCode.Answered : ExitCode.Found;
        });
        return command;
    }

    private static (AuditVerifier, AuditBreak?) OfFile(string path, List<AuditPoint> remembered)
    {
        var export = Read(path);
        if (export.Filtered)
        {
            throw new NoAnswerException.Usage($"--file: \"{path}\" holds some rows only (it was filtered), and a chain can only be followed over all of them; export it without kind, who, text and times");
        }

        var verifier = new AuditVerifier(export.Start, remembered);
        return (verifier, FirstWrong(verifier, export.Rows) ?? verifier.End(export.Head));
    }

    private static async Task<(AuditVerifier, AuditBreak?)> OfServerAsync(ServerClient client, List<AuditPoint> remembered, Progress progress, CancellationToken ct)
    {
        progress.Say($"asking {client.Name} …");
        var ends = await client.GetAsync("api/v1/audit/head", [], ct);
        var told = ends.Status == 200 ? ends.Document(WireJson.Plain.AuditHeadDocument, d => d is { Hash: not null, SweptHash: not null }) : throw ends.Refusal();
        var verifier = new AuditVerifier(told.SweptKey == 0 ? AuditPoint.Nothing : new AuditPoint(told.SweptKey, told.SweptHash), remembered);
        while (verifier.Last.Key < told.Key && verifier.Rows < MostRows)
        {
            var reply = await client.GetAsync("api/v1/audit/chain", [("after", verifier.Last.Key.ToString(CultureInfo.InvariantCulture))], ct);
            var page = reply.Status == 200 ? reply.Document(WireJson.Plain.AuditChainDocument, d => d.Rows is not null && d.Rows.All(IsWhole)) : throw reply.Refusal();
            // Rows that were added while this reads lie behind the head that was told.
            var rows = page.Rows.Where(r => r.Key <= told.Key).ToList();
            if (rows.Count == 0)
            {
                break;
            }

            if (FirstWrong(verifier, rows) is { } wrong)
            {
                return (verifier, wrong);
            }

            progress.Say(string.Create(CultureInfo.InvariantCulture, $"{verifier.Rows:N0} rows are right …"));
        }

        return (verifier, verifier.End(told.Key == 0 && verifier.Rows == 0 ? null : new AuditPoint(told.Key, told.Hash)));
    }

    private static AuditBreak? FirstWrong(AuditVerifier verifier, IReadOnlyList<AuditLine> rows) => rows.Select(verifier.Take).FirstOrDefault(wrong => wrong is not null);

    private static bool IsWhole(AuditLine row) => row is { Kind: not null, Who: not null, Subject: not null, Detail: not null, Hash: not null };

    private static AuditExportDocument Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return file.Length <= MostFile && JsonSerializer.Deserialize(file, WireJson.Plain.AuditExportDocument) is { Rows: not null, Start.Hash: not null, Head.Hash: not null } export && export.Rows.All(IsWhole)
                ? export
                : throw new NoAnswerException.Usage($"--file: \"{path}\" is no export of an audit; fetch one from /api/v1/audit/export?format=json");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new NoAnswerException.Usage($"--file: \"{path}\" can't be read ({e.Message}); write the path of a file that this user may read");
        }
        catch (JsonException e)
        {
            throw new NoAnswerException.Usage($"--file: \"{path}\" is no export of an audit ({e.Message}); fetch one from /api/v1/audit/export?format=json");
        }
    }

    private static AuditPoint PointOf(string text) => AuditPoint.TryParse(text, out var point)
        ? point
        : throw new NoAnswerException.Usage($"--head: \"{(text.Length <= 80 ? text : text[..80] + "…")}\" is no point of an audit; write HASH@KEY, 64 hexadecimal digits and the number of the row");

    private static void Show(Surroundings around, AuditVerifier verifier, AuditBreak? wrong, bool asJson)
    {
        if (asJson)
        {
            var result = new AuditVerdict(wrong is null, verifier.Rows, verifier.Start.Key, verifier.Last.ToString(), wrong?.Key, wrong?.Why);
            around.Out.WriteLine(JsonSerializer.Serialize(result, CliJson.Default.AuditVerdict));
            return;
        }

        foreach (var old in verifier.TooOld)
        {
            around.Note(string.Create(CultureInfo.InvariantCulture, $"row {old.Key} of --head was swept because it was old; the rows begin behind row {verifier.Start.Key}"));
        }

        around.Out.WriteLine(Plain.Text(wrong is null
            ? string.Create(CultureInfo.InvariantCulture, $"{verifier.Rows:N0} rows behind row {verifier.Start.Key:N0} are as they were written.")
            : string.Create(CultureInfo.InvariantCulture, $"BROKEN at row {wrong.Key:N0}: {wrong.Why}. {verifier.Rows:N0} rows before it are as they were written.")));
        around.Out.WriteLine($"{(wrong is null ? "Remember" : "Last right row")}: {verifier.Last}");
    }
}
