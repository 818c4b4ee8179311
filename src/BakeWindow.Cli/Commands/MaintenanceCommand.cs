using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using BakeWindow.Cli.Asking;
using BakeWindow.Cli.Showing;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Commands;

/// <summary><c>bakewindow maintenance</c>: ask for a reboot, drain, restart, release or roll, look at it, say yes or no.</summary>
internal static class MaintenanceCommand
{
    private const string Path = "api/v1/maintenances";

    public static Command Make(Surroundings around) => new("maintenance", "Maintenances: list, show, request, approve, reject, cancel, done, hold, go-on, resume.")
    {
        List(around),
        Show(around),
        Request(around),
        Decide(around, "approve", "Say yes to the proposed window, or to any within the bounds.", bounds: true),
        Decide(around, "reject", "Say no.", bounds: false),
        Decide(around, "cancel", "Call it off; what was begun is undone.", bounds: false),
        Decide(around, "done", "The work for which a drained node is held is done.", bounds: false),
        Decide(around, "hold", "Stop a reboot before it is asked for.", bounds: false),
        Decide(around, "go-on", "Let a held reboot go on.", bounds: false),
        Decide(around, "resume", "Let a paused roll of a pool go on.", bounds: false),
    };

    private static Command List(Surroundings around)
    {
        var command = new Command("list", "The open maintenances, newest first.");
        var all = new Option<bool>("--all") { Description = "Those that have ended too." };
        var most = Ask.Number("--most", "At most so many (100).", 1, 1000);
        var desk = new Desk(command, changes: false, around);
        command.Add(all);
        command.Add(most);
        command.SetAction((parsed, ct) => desk.RunAsync(parsed, async (server, token) =>
        {
            var reply = await server.GetAsync(Path, [("state", parsed.GetValue(all) ? "all" : "open"), ("take", Query.Of(parsed.GetValue(most)))], token);
            if (reply.Status != 200)
            {
                throw reply.Refusal();
            }

            var found = reply.Document(WireJson.Plain.IReadOnlyListMaintenanceDocument, l => l.All(m => m is not null));
            return (JsonSerializer.Serialize(found, WireJson.Plain.IReadOnlyListMaintenanceDocument), screen => MaintenanceView.List(found, !parsed.GetValue(all), screen));
        }, ct));
        return command;
    }

    private static Command Show(Surroundings around)
    {
        var command = new Command("show", "One maintenance with its steps.");
        var id = Id(command);
        var desk = new Desk(command, changes: false, around);
        command.SetAction((parsed, ct) => desk.RunAsync(parsed, async (server, token) => One(await server.GetAsync(At(parsed, id), [], token), around), ct));
        return command;
    }

    private static Command Request(Surroundings around)
    {
        var command = new Command("request", "Ask for work in a safe window: a reboot, or what --action says.");
        var action = Ask.Text("--action", "reboot|drain|restart|release|roll", "What is to be done; reboot when left out.");
        var node = Ask.Text("--node", "NAME", "The node, for reboot and drain.");
        var workload = Ask.Text("--workload", "KIND/NAMESPACE/NAME", "The workload, for restart and release, like statefulset/tezos/baker.");
        var pool = Ask.Text("--pool", "SELECTOR", "The nodes to roll, by their labels, like pool=main.");
        var each = Ask.Text("--each", "reboot|drain", "What is done to each node of the pool; reboot when left out.");
        var hold = Ask.Duration("--hold", "How long a drained node is held for others; 15m when left out.");
        var dryRun = new Option<bool>("--dry-run") { Description = "Only tell whether and when it could be done, and at what price; nothing is asked for." };
        var reason = Ask.Text("--reason", "TEXT", "Why; it stands in the journal.");
        var need = Ask.Duration("--for", "How long it takes; as learned when left out.");
        var notBefore = Ask.Text("--not-before", "INSTANT", "Not before this, like 2026-12-24T18:00:00Z.");
        var deadline = Ask.Text("--deadline", "INSTANT", "It must have started by then.");
        var urgency = Ask.Text("--urgency", "normal|high", "high takes the first window that is as good as free, not the cheapest.");
        foreach (var option in new Option[] { action, node, workload, pool, each, hold, reason, need, notBefore, deadline, urgency, dryRun })
        {
            command.Add(option);
        }

        var desk = new Desk(command, changes: true, around);
        command.SetAction((parsed, ct) => desk.RunAsync(parsed, async (server, token) =>
        {
            var body = new RequestBody(
                parsed.GetValue(node) ?? (parsed.GetValue(action) is null or "reboot" or "drain" ? throw new NoAnswerException.Usage("--node is missing: write the name of the node") : null),
                parsed.GetValue(reason) ?? (parsed.GetValue(dryRun) ? "dry run" : null) ?? throw new NoAnswerException.Usage("--reason is missing: say why, in 3 to 300 characters; it stands in the journal"),
                Query.Of(parsed.GetValue(need)), parsed.GetValue(notBefore), parsed.GetValue(deadline), parsed.GetValue(urgency))
            {
                Action = parsed.GetValue(action),
                Workload = parsed.GetValue(workload),
                Pool = parsed.GetValue(pool),
                Each = parsed.GetValue(each),
                Hold = Query.Of(parsed.GetValue(hold)),
            };
            return One(await server.PostAsync(parsed.GetValue(dryRun) ? $"{Path}?dryRun=true" : Path, JsonSerializer.Serialize(body, CliJson.Default.RequestBody), token), around);
        }, ct));
        return command;
    }

    private static Command Decide(Surroundings around, string verb, string description, bool bounds)
    {
        var command = new Command(verb, description);
        var id = Id(command);
        var reason = Ask.Text("--reason", "TEXT", "Why; it stands in the journal.");
        var blocks = Ask.Amount("--up-to-blocks", "Any window that costs at most so many expected blocks.");
        var budget = Ask.Amount("--up-to-budget", "Any window that uses at most this share (0…1) of the attestation budget.");
        var until = Ask.Text("--until", "INSTANT", "Windows that start by then only, like 2026-12-24T18:00:00Z.");
        var onlyThis = new Option<bool>("--only-this") { Description = "The proposed window and no other." };
        var ifShown = Ask.Text("--if-shown", "FINGERPRINT", "Only if window, price and verdict are still those of approvalFingerprint in \"show --json\".");
        foreach (var option in bounds ? new Option[] { blocks, budget, until, onlyThis, ifShown } : [reason])
        {
            command.Add(option);
        }

        var desk = new Desk(command, changes: true, around);
        command.SetAction((parsed, ct) => desk.RunAsync(parsed, async (server, token) =>
        {
            var body = bounds
                ? new DecisionBody(null, parsed.GetValue(blocks), parsed.GetValue(budget)) { Until = parsed.GetValue(until), OnlyThis = parsed.GetValue(onlyThis) ? true : null, IfShown = parsed.GetValue(ifShown) }
                : new DecisionBody(parsed.GetValue(reason), null, null);
            return One(await server.PostAsync($"{At(parsed, id)}/{verb}", JsonSerializer.Serialize(body, CliJson.Default.DecisionBody), token), around);
        }, ct));
        return command;
    }

    private static Argument<string> Id(Command command)
    {
        var id = new Argument<string>("ID") { Description = "The maintenance's id, like M-12." };
        command.Add(id);
        return id;
    }

    private static string At(ParseResult parsed, Argument<string> id) => string.Create(CultureInfo.InvariantCulture, $"{Path}/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}");

    private static (string Json, Action<Screen> Show) One(Reply reply, Surroundings around)
    {
        if (reply.Status is not (200 or 201))
        {
            throw reply.Refusal();
        }

        var found = reply.Document(WireJson.Plain.MaintenanceDocument, m => m is { Id: not null, Node: not null, Phase: not null, Steps: not null });
        return (JsonSerializer.Serialize(found, WireJson.Plain.MaintenanceDocument), screen => MaintenanceView.Show(found, screen, around.Time.LocalTimeZone));
    }
}
