using System.CommandLine;
using System.Text.Json;
using BakeWindow.Cli.Asking;
using BakeWindow.Cli.Showing;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Commands;

/// <summary><c>bakewindow token</c>: make, list and revoke tokens of programs. It takes a token that may administer (the configured one may), or this machine where nobody signs in.</summary>
internal static class TokenCommand
{
    private const string Path = "api/v1/tokens";

    public static Command Make(Surroundings around) => new("token", "Tokens of programs: make, list, revoke.") { New(around), List(around), Revoke(around) };

    private static Command New(Surroundings around)
    {
        var command = new Command("make", "Make a token. It is shown once, or written to a file that only this user can read.");
        var name = Ask.Text("--name", "NAME", "As people call it: ci-reboots.");
        var scopes = new Option<string[]>("--scope") { Description = "What it may do: view, ask, request, approve, freeze, break-glass, accept, administer; may be given several times.", HelpName = "ACT" };
        var nodes = new Option<string[]>("--node") { Description = "Only for this node; may be given several times.", HelpName = "NAME" };
        var days = Ask.Number("--days", "After so many days it expires (90).", 1, 365);
        var output = Ask.Text("--out", "FILE", "Write it to this new file instead of standard output.");
        var desk = new Desk(command, changes: true, around);
        foreach (var option in new Option[] { name, scopes, nodes, days, output })
        {
            command.Add(option);
        }

        command.SetAction((parsed, ct) => desk.RunAsync(parsed, async (server, token) =>
        {
            if (parsed.GetValue(output) is { } taken && File.Exists(taken))
            {
                throw new NoAnswerException.Usage($"--out: \"{taken}\" is there already; name a new file, so that no token is lost");
            }

            var wish = new TokenWishDocument(
                parsed.GetValue(name) ?? throw new NoAnswerException.Usage("--name is missing: write what it is for, like --name ci-reboots"), Words(parsed.GetValue(scopes)), Words(parsed.GetValue(nodes)), parsed.GetValue(days));
            var reply = await server.PostAsync(Path, JsonSerializer.Serialize(wish, WireJson.Plain.TokenWishDocument), token);
            if (reply.Status != 201)
            {
                throw reply.Refusal();
            }

            var made = reply.Document(WireJson.Plain.TokenDocument, d => d is { Id: not null, Token.Length: > 0 });
            if (parsed.GetValue(output) is { } file)
            {
                Keep(file, made.Token!);
                var shown = made with { Token = null };
                return (JsonSerializer.Serialize(shown, WireJson.Plain.TokenDocument), screen => screen.Line($"{made.Name} ({made.Id}) is in {file}; it expires {Times.Utc(made.ExpiresAt)}."));
            }

            around.Note($"{made.Name} ({made.Id}) expires {Times.Utc(made.ExpiresAt)}; it is shown this once");
            return (JsonSerializer.Serialize(made, WireJson.Plain.TokenDocument), screen => screen.Line(made.Token!));
        }, ct));
        return command;
    }

    private static Command List(Surroundings around)
    {
        var command = new Command("list", "All tokens, newest first; never their secrets.");
        var desk = new Desk(command, changes: false, around);
        command.SetAction((parsed, ct) => desk.RunAsync(parsed, async (server, token) =>
        {
            var reply = await server.GetAsync(Path, [], token);
            if (reply.Status != 200)
            {
                throw reply.Refusal();
            }

            var found = reply.Document(WireJson.Plain.IReadOnlyListTokenDocument, l => l.All(t => t is { Id: not null, Name: not null, Scopes: not null, Nodes: not null }));
            return (JsonSerializer.Serialize(found, WireJson.Plain.IReadOnlyListTokenDocument), screen => Show(found, around.Time.GetUtcNow(), screen));
        }, ct));
        return command;
    }

    private static Command Revoke(Surroundings around)
    {
        var command = new Command("revoke", "Revoke a token; within five seconds it is worth nothing anywhere.");
        var id = new Argument<string>("ID") { Description = "As list shows it." };
        command.Add(id);
        var desk = new Desk(command, changes: true, around);
        command.SetAction((parsed, ct) => desk.RunAsync(parsed, async (server, token) =>
        {
            var revoked = parsed.GetValue(id)!;
            var reply = await server.DeleteAsync($"{Path}/{Uri.EscapeDataString(revoked)}", token);
            return reply.Status == 204 ? ("{}", screen => screen.Line($"{revoked} is revoked.")) : throw reply.Refusal();
        }, ct));
        return command;
    }

    private static void Show(IReadOnlyList<TokenDocument> all, DateTimeOffset now, Screen screen)
    {
        if (all.Count == 0)
        {
            screen.Line("No token yet; make one with: bakewindow token make", Screen.Faint);
            return;
        }

        screen.Table(
            [("ID", false), ("Name", false), ("Owner", false), ("May", false), ("Nodes", false), ("Last used", false), ("Until", false)],
            all.Select(t => new[]
            {
                Screen.Cell(t.Id, Screen.Strong), Screen.Cell(t.Name), Screen.Cell(t.Owner), Screen.Cell(string.Join(' ', t.Scopes)), Screen.Cell(t.Nodes.Count == 0 ? "all" : string.Join(' ', t.Nodes)),
                Screen.Cell(t.LastUsedAt is { } used ? Times.Utc(used) : "never"),
                t.RevokedAt is { } revoked ? Screen.Cell($"revoked {Times.Utc(revoked)}", Screen.Bad) : t.ExpiresAt <= now ? Screen.Cell($"expired {Times.Utc(t.ExpiresAt)}", Screen.Bad) : Screen.Cell(Times.Utc(t.ExpiresAt)),
            }));
    }

    private static void Keep(string file, string token)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using var writer = new StreamWriter(file, options);
            writer.WriteLine(token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NoAnswerException.Usage($"--out: \"{file}\" can't be written ({e.Message}); the token was made and is lost, revoke it");
        }
    }

    private static string[] Words(string[]? given) => [.. (given ?? []).SelectMany(g => g.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
}
