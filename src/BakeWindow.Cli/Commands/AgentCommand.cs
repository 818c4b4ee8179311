using System.CommandLine;
using System.Globalization;
using BakeWindow.Cli.Agent;
using BakeWindow.Cli.Asking;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Commands;

/// <summary><c>bakewindow agent</c>: reboots its own node by ticket. Runs on every node, as <c>deploy/components/agent</c> has it.</summary>
internal static class AgentCommand
{
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GateTimeout = TimeSpan.FromSeconds(20);

    public static Command Make(Surroundings around)
    {
        var command = new Command("agent", "Reboot this node when it bears a ticket signed for it, and the gate says yes once more.");
        var node = Ask.Text("--node", "NAME", "This node; also read from NODE_NAME.");
        var server = Ask.Server();
        var tokenFile = Ask.TokenFile();
        var keyFile = Ask.Text("--key-file", "FILE", "The key that tickets are signed with.");
        var kubeUrl = new Option<Uri?>("--kube-url") { Description = "The API server; in a pod of a cluster it is found without.", HelpName = "URL", CustomParser = Ask.Server().CustomParser };
        var kubeToken = Ask.Text("--kube-token-file", "FILE", "The token for the API server.");
        var kubeAuthority = Ask.Text("--kube-ca-file", "FILE", "The certificate authority of the API server (PEM).");
        var kubeconfig = Ask.Text("--kubeconfig", "FILE", "A kubeconfig, instead of the three above.");
        var reboot = Ask.Text("--reboot-command", "WORDS", $"What reboots the node; words split at blanks, no shell ({RebootCommand.Default}).");
        var bootIdFile = Ask.Text("--boot-id-file", "FILE", $"Where this kernel tells its boot ID ({BootIdFile}).");
        var every = Ask.Duration("--every", $"How often to look ({Between.TotalSeconds:0}s).");
        var once = new Option<bool>("--once") { Description = "Look once and end." };
        foreach (var option in new Option[] { node, server, tokenFile, keyFile, kubeUrl, kubeToken, kubeAuthority, kubeconfig, reboot, bootIdFile, every, once })
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, ct) =>
        {
            var name = parsed.GetValue(node) ?? around.Variable("NODE_NAME") ?? throw new NoAnswerException.Usage("--node is missing: write the name of this node, or set NODE_NAME");
            var seal = SealOf(parsed.GetValue(keyFile));
            var doIt = RebootCommand.Parse(parsed.GetValue(reboot));
            var bootId = parsed.GetValue(bootIdFile) ?? BootIdFile;
            using var gate = new ServerClient(Ask.ServerOf(parsed.GetValue(server), around), around.Time, Ask.TokenFrom(parsed.GetValue(tokenFile), around), "bakewindow-agent");
            using var kube = new KubeClient(KubeAccess.Of(parsed.GetValue(kubeUrl), parsed.GetValue(kubeToken), parsed.GetValue(kubeAuthority), parsed.GetValue(kubeconfig), around));
            var agent = new RebootAgent
            {
                Node = name,
                Seal = seal,
                ReadNode = token => kube.NodeAsync(name, token),
                AskGate = (ticket, token) => AskAsync(gate, ticket, around.Time, token),
                OwnBootId = () => Files.Read(bootId, "--boot-id-file").Trim(),
                Reboot = doIt.RunAsync,
                Time = around.Time,
                Say = text => around.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{around.Time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'} {name}: {Showing.Plain.Text(text)}")),
            };
            if (parsed.GetValue(once))
            {
                return await agent.LookAsync(ct);
            }

            agent.Say($"watching for a reboot ticket, asking {gate.Name}");
            while (true)
            {
                await agent.LookAsync(ct);
                await Task.Delay(parsed.GetValue(every) ?? Between, around.Time, ct);
            }
        });
        return command;
    }

    // Only a plain yes for this node is one: status 200, allowed, known, and in words about the node.
    private static async Task<string?> AskAsync(ServerClient gate, Ticket ticket, TimeProvider time, CancellationToken ct)
    {
        using var limit = new Limit(GateTimeout, time, ct);
        var reply = await limit.RunAsync(token => gate.GetAsync(
            "api/v1/gate",
            [("node", ticket.Node), ("for", Query.Of(ticket.Need)), ("maintenance", ticket.Maintenance), ("client", "bakewindow-agent")],
            token));
        if (reply.Status is not (200 or 423 or 503))
        {
            throw reply.Refusal();
        }

        var verdict = reply.Document(WireJson.Plain.VerdictDocument, v => v.Message is not null);
        return reply.Status == 200 && verdict is { Allowed: true, Known: true } && verdict.Node == ticket.Node
            ? null
            : $"the gate says no ({verdict.Reason}): {verdict.Message}";
    }

    // As the server reads its own: base64, else the bytes as they are.
    private static TicketSeal SealOf(string? file)
    {
        var bytes = Files.ReadBytes(file ?? throw new NoAnswerException.Usage("--key-file is missing: write the path of the key that tickets are signed with"), "--key-file");
        try
        {
            return new TicketSeal(TicketSeal.KeyIn(bytes));
        }
        catch (ArgumentException e)
        {
            throw new NoAnswerException.Usage($"--key-file: {e.Message}");
        }
    }
}
