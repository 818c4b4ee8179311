using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Tests.Tezos;

namespace BakeWindow.Tests.Cli;

public sealed class AgentTests : IAsyncLifetime
{
    private const string NodePath = "/api/v1/nodes/node-3";

    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(n => (byte)n)];
    private static readonly Ticket Good = new("M-12", "node-3", "uid-3", "boot-1", TimeSpan.FromMinutes(12), new Level(105), "BHash", Run.Now.AddMinutes(10), Run.Now.AddMinutes(22));

    private readonly string folder = Directory.CreateTempSubdirectory("bakewindow-agent-").FullName;
    private readonly Run run = new();
    private FakeNode gate = null!;
    private FakeNode kube = null!;

    public async ValueTask InitializeAsync()
    {
        (gate, kube) = (await FakeNode.StartAsync(), await FakeNode.StartAsync());
        gate.AnswerGate(200, Verdicts.Open());
        await WriteAsync("key", Convert.ToBase64String(Key) + "\n");
        await WriteAsync("token", "service-account-token\n");
        await WriteAsync("boot_id", "boot-1\n");
        Bear(new TicketSeal(Key).Sign(Good));
    }

    public async ValueTask DisposeAsync()
    {
        await gate.DisposeAsync();
        await kube.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_good_ticket_and_a_yes_reboot_the_node()
    {
        Assert.Equal(0, await LookAsync());

        Assert.True(Rebooted);
        Assert.Equal(["/api/v1/gate?node=node-3&for=PT12M&maintenance=M-12&client=bakewindow-agent"], gate.Asked);
        Assert.Equal([NodePath], kube.Asked);
        Assert.Contains("2026-10-01T00:10:35Z node-3: rebooting for M-12", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_ticket_nothing_is_done_and_nobody_is_asked()
    {
        Bear(null);

        Assert.Equal(0, await LookAsync());
        Assert.False(Rebooted);
        Assert.Empty(gate.Asked);
    }

    [Theory]
    [InlineData("another key", "not signed by this BakeWindow's key")]
    [InlineData("nonsense", "not signed by this BakeWindow's key")]
    [InlineData("another node", "for node node-4")]
    [InlineData("a node made anew", "for node node-3 (uid-2)")]
    [InlineData("an earlier boot", "used up")]
    [InlineData("too late", "latest start was")]
    public async Task A_ticket_that_is_not_for_here_and_now_is_refused_before_the_gate_is_asked(string flaw, string said)
    {
        Bear(flaw switch
        {
            "another key" => new TicketSeal([.. Key.Reverse()]).Sign(Good),
            "nonsense" => "bwt1.e30.x",
            "another node" => new TicketSeal(Key).Sign(Good with { Node = "node-4" }),
            "a node made anew" => new TicketSeal(Key).Sign(Good with { NodeUid = "uid-2" }),
            "an earlier boot" => new TicketSeal(Key).Sign(Good with { BootId = "boot-0" }),
            _ => new TicketSeal(Key).Sign(Good with { LatestStart = Run.Now }),
        });

        Assert.Equal(75, await LookAsync());
        Assert.False(Rebooted);
        Assert.Empty(gate.Asked);
        Assert.Contains(said, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_reboot_a_node_object_that_still_tells_the_old_boot_does_not_reboot_it_again()
    {
        await WriteAsync("boot_id", "boot-2\n");

        Assert.Equal(75, await LookAsync());
        Assert.False(Rebooted);
        Assert.Contains("this kernel is boot boot-2", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_no_of_the_gate_and_a_gate_that_does_not_know_hold_it()
    {
        gate.AnswerGate(423, Verdicts.Held("tz1… bakes level 400."));
        Assert.Equal(75, await LookAsync());

        gate.AnswerGate(503, Verdicts.Unknown());
        Assert.Equal(75, await LookAsync());

        Assert.False(Rebooted);
        Assert.Contains("the gate says no (baking-right-ahead): tz1… bakes level 400.", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "<html>")]
    [InlineData(200, "{}")]
    [InlineData(400, "")]
    [InlineData(500, "")]
    public async Task It_never_acts_on_an_error_of_the_gate(int status, string body)
    {
        gate.Answer("/api/v1/gate", status, body);

        Assert.Equal(69, await LookAsync());
        Assert.False(Rebooted);
    }

    [Fact]
    public async Task It_never_acts_on_a_yes_for_another_node_or_with_the_wrong_status()
    {
        gate.AnswerGate(200, Verdicts.Open("node-4"));
        Assert.Equal(75, await LookAsync());

        gate.AnswerGate(423, Verdicts.Open());
        Assert.Equal(75, await LookAsync());

        Assert.False(Rebooted);
    }

    [Theory]
    [InlineData(403, "{}", "needs the verb get on nodes")]
    [InlineData(500, "", "answers 500")]
    [InlineData(200, "not json", "does not answer")]
    [InlineData(200, """{"metadata":{"name":"node-4","uid":"uid-4"}}""", "is not node node-3")]
    public async Task It_never_acts_on_an_error_of_the_API_server(int status, string body, string said)
    {
        kube.Answer(NodePath, status, body);

        Assert.Equal(69, await LookAsync());
        Assert.False(Rebooted);
        Assert.Contains(said, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_is_read_anew_for_every_call_and_sent_to_the_API_server_only()
    {
        List<string> seen = [];
        kube.Answer(NodePath, context =>
        {
            seen.Add(context.Request.Headers.Authorization.ToString());
            return Verdicts.WriteAsync(context, 200, Node(null));
        });
        await LookAsync();
        await WriteAsync("token", "the next one\n");
        await LookAsync();

        Assert.Equal(["Bearer service-account-token", "Bearer the next one"], seen);
    }

    [Fact]
    public async Task Once_per_ticket_and_boot_and_the_same_reason_is_said_once()
    {
        using var stop = new CancellationTokenSource();
        gate.AnswerGate(423, Verdicts.Held());
        var running = run.StartAsync(stop.Token, Arguments());
        await run.Time.PassAsync(TimeSpan.FromSeconds(5));
        await run.Time.PassAsync(TimeSpan.FromSeconds(5));
        gate.AnswerGate(200, Verdicts.Open());
        await run.Time.PassAsync(TimeSpan.FromSeconds(5));
        await run.Time.PassAsync(TimeSpan.FromSeconds(5));
        await run.Time.PassAsync(TimeSpan.FromSeconds(5));
        await stop.CancelAsync();

        Assert.Equal(130, await running);
        Assert.Single(await File.ReadAllLinesAsync(In("rebooted")));
        Assert.Equal(1, run.Errors.Split("not rebooting:").Length - 1);
        Assert.Equal(1, run.Errors.Split("rebooting for M-12").Length - 1);
    }

    [Fact]
    public async Task A_reboot_command_that_fails_is_said_and_not_tried_again()
    {
        Assert.Equal(69, await run.StartAsync([.. Arguments("false"), "--once"]));
        Assert.Contains("the reboot command ended with 1", run.Errors, StringComparison.Ordinal);

        Assert.Equal(69, await run.StartAsync([.. Arguments("/nowhere/reboot"), "--once"]));
        Assert.Contains("\"/nowhere/reboot\" can't be started", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""
        {"apiVersion":"v1","kind":"Config","current-context":"a","contexts":[{"name":"a","context":{"cluster":"c","user":"u" } }],
         "clusters":[{"name":"c","cluster":{"server":"SERVER" } }],"users":[{"name":"u","user":{"token":"t" } }]}
        """)]
    [InlineData("""
        apiVersion: v1
        kind: Config
        current-context: a
        contexts:
        - name: a
          context: {cluster: c, user: u}
        clusters:
        - name: c
          cluster:
            server: SERVER   # a comment
        users:
        - name: u
          user:
            tokenFile: token
        """)]
    public async Task A_kubeconfig_is_enough_in_yaml_and_in_json(string config)
    {
        await WriteAsync("config", config.Replace("SERVER", kube.Address.ToString(), StringComparison.Ordinal));

        Assert.Equal(0, await WithKubeconfigAsync());
        Assert.True(Rebooted);
    }

    [Theory]
    [InlineData("a: [", "is no kubeconfig")]
    [InlineData("apiVersion: v1", "has no context \"\"")]
    [InlineData("{current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}]}", "names no server for context \"a\"")]
    [InlineData("{current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'http://127.0.0.1:1'}}], users: [{name: u, user: {exec: {command: aws}}}]}",
        "from a plug-in (aws), which is not run here: make a token (kubectl create token)")]
    [InlineData("{current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'http://127.0.0.1:1'}}], users: [{name: u, user: {client-certificate-data: 'bm8=', client-key-data: 'bm8='}}]}",
        "client-certificate or client-key that can't be used")]
    [InlineData("{current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'http://127.0.0.1:1', certificate-authority-data: '!'}}]}",
        "certificate-authority-data that is no base64")]
    [InlineData("a: &x 1\nb: *x", "is no kubeconfig (it has an anchor")]
    public async Task A_kubeconfig_that_is_of_no_use_says_why_and_how_to_mend_it(string config, string said)
    {
        await WriteAsync("config", config);

        Assert.Equal(64, await WithKubeconfigAsync());
        Assert.Contains(said, run.Errors, StringComparison.Ordinal);
        Assert.False(Rebooted);
    }

    [Fact]
    public async Task A_client_certificate_of_a_kubeconfig_is_shown_to_the_server_that_its_authority_names()
    {
        using var authority = Certificates.Authority();
        await using var tls = await FakeTls.StartAsync(Certificates.Server(authority), NodePath, Node(new TicketSeal(Key).Sign(Good)));
        using var client = Certificates.Client(authority, "agent");
        await WriteAsync("config", $$"""
            current-context: a
            contexts: [{name: a, context: {cluster: c, user: u} }]
            clusters: [{name: c, cluster: {server: "{{tls.Address}}", certificate-authority-data: "{{Certificates.Base64(authority.ExportCertificatePem())}}" } }]
            users: [{name: u, user: {client-certificate-data: "{{Certificates.Base64(client.ExportCertificatePem())}}", client-key-data: "{{Certificates.Base64(client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem())}}" } }]
            """);

        Assert.Equal(0, await WithKubeconfigAsync());
        Assert.True(Rebooted);
        Assert.Equal("CN=agent", tls.ClientSeen);
    }

    [Fact]
    public async Task Outside_a_cluster_without_an_API_server_it_does_not_start()
    {
        Assert.Equal(64, await run.StartAsync("agent", "--node", "node-3", "--server", gate.Address.ToString(), "--key-file", In("key")));
        Assert.Contains("--kube-url", run.Errors, StringComparison.Ordinal);

        await WriteAsync("key", "short");
        Assert.Equal(64, await run.StartAsync("agent", "--node", "node-3", "--server", gate.Address.ToString(), "--key-file", In("key")));
        Assert.Contains("--key-file: the ticket key has 5 bytes", run.Errors, StringComparison.Ordinal);
    }

    private Task<int> WithKubeconfigAsync() => run.StartAsync(
        "agent", "--node", "node-3", "--server", gate.Address.ToString(), "--key-file", In("key"), "--kubeconfig", In("config"), "--boot-id-file", In("boot_id"),
        "--reboot-command", $"touch {In("rebooted")}", "--once");

    private bool Rebooted => File.Exists(In("rebooted"));

    private string In(string file) => Path.Combine(folder, file);

    private Task WriteAsync(string file, string text) => File.WriteAllTextAsync(In(file), text);

    private void Bear(string? ticket) => kube.Answer(NodePath, Node(ticket));

    private static string Node(string? ticket) => JsonSerializer.Serialize(new
    {
        kind = "Node",
        metadata = new { name = "node-3", uid = "uid-3", annotations = ticket is null ? [] : new Dictionary<string, string>(StringComparer.Ordinal) { ["bakewindow.io/reboot-ticket"] = ticket } },
        status = new { nodeInfo = new { bootID = "boot-1", kernelVersion = "6.1" } },
    });

    private Task<int> LookAsync() => run.StartAsync([.. Arguments(), "--once"]);

    // A line is added to the file at every reboot.
    private string[] Arguments(string? reboot = null)
    {
        File.WriteAllText(In("reboot.sh"), $"echo rebooted >> {In("rebooted")}\n");
        return
        [
            "agent", "--node", "node-3", "--server", gate.Address.ToString(), "--key-file", In("key"), "--kube-url", kube.Address.ToString(), "--kube-token-file", In("token"),
            "--boot-id-file", In("boot_id"), "--reboot-command", reboot ?? $"sh {In("reboot.sh")}",
        ];
    }
}
