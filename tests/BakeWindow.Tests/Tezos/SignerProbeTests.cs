using System.Net;
using System.Net.Sockets;
using BakeWindow.Core.Signers;
using BakeWindow.Tezos.Signers;

namespace BakeWindow.Tests.Tezos;

/// <summary>What stands on the way to a key is told apart, against real sockets; and nothing here can ask for a signature.</summary>
public sealed class SignerProbeTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    private FakeNode node = null!;

    public async ValueTask InitializeAsync() => node = await FakeNode.StartAsync();

    public ValueTask DisposeAsync() => node.DisposeAsync();

    [Theory]
    [InlineData(200, "key-served")]
    [InlineData(404, "key-unknown")]
    [InlineData(500, "refusing")]
    [InlineData(502, "no-signer")]
    [InlineData(503, "no-signer")]
    [InlineData(504, "no-signer")]
    [InlineData(401, "broken")]
    [InlineData(302, "broken")]
    public async Task A_signer_and_what_stands_before_it_are_told_apart(int status, string code)
    {
        node.Answer("/keys/" + FakeChain.Baker, status, """{"public_key":"edpk"}""");

        Assert.Equal(code, (await Probe(Long).KeyAsync(FakeChain.Baker)).Code);
    }

    [Fact]
    public async Task A_page_with_status_200_is_no_key_and_a_flood_is_cut()
    {
        node.Answer("/keys/a", "<html>Sign in</html>");
        node.Answer("/keys/b", $"{{\"public_key\":\"{new string('x', 1 << 20)}\"}}");

        Assert.Equal("broken", (await Probe(Long).KeyAsync("a")).Code);
        Assert.Equal("broken", (await Probe(Long).KeyAsync("b")).Code);
    }

    [Fact]
    public async Task It_is_told_whether_clients_must_prove_who_they_are()
    {
        Assert.Null(await Probe(Long).WantsAuthenticationAsync());
        node.Answer("/authorized_keys", "{}");
        Assert.False(await Probe(Long).WantsAuthenticationAsync());
        node.Answer("/authorized_keys", """{"authorized_keys":["tz1"]}""");
        Assert.True(await Probe(Long).WantsAuthenticationAsync());
    }

    [Fact]
    public async Task Silence_is_not_a_time_out_and_neither_is_a_closed_door()
    {
        node.Answer("/keys/a", async context => await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        Assert.Equal("silent", (await Probe(TimeSpan.FromMilliseconds(300)).KeyAsync("a")).Code);
        node.Answer("/keys/b", context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        Assert.Equal("silent", (await Probe(Long).KeyAsync("b")).Code);

        // Nothing listens; and a listener whose queue is full takes no connection any more.
        using var full = new Socket(SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)full.LocalEndPoint!).Port;
        Assert.Equal("refused", (await new SignerProbe(new Uri($"http://127.0.0.1:{port}/"), TimeProvider.System, Long).KeyAsync("a")).Code);
        Assert.Equal("refused", (await new HopProbe("127.0.0.1", port, TimeProvider.System, Long).LookAsync()).Code);
        full.Listen(0);
        using Socket one = new(SocketType.Stream, ProtocolType.Tcp), two = new(SocketType.Stream, ProtocolType.Tcp);
        await one.ConnectAsync(IPAddress.Loopback, port);
        _ = two.ConnectAsync(IPAddress.Loopback, port).ContinueWith(_ => { }, TaskScheduler.Default);
        await Task.Delay(50);
        Assert.Equal("timed-out", (await new SignerProbe(new Uri($"http://127.0.0.1:{port}/"), TimeProvider.System, TimeSpan.FromMilliseconds(300)).KeyAsync("a")).Code);
        Assert.Equal("timed-out", (await new HopProbe("127.0.0.1", port, TimeProvider.System, TimeSpan.FromMilliseconds(300)).LookAsync()).Code);
        Assert.Equal("open", (await new HopProbe(node.Address.Host, node.Address.Port, TimeProvider.System, Long).LookAsync()).Code);
    }

    [Fact]
    public void Statistics_of_HAProxy_are_read()
    {
        const string Csv = "# pxname,svname,status,chkdown,\r\nstats,FRONTEND,OPEN,,\nsigners,FRONTEND,OPEN,,\nsigners,a,UP,1,\nsigners,b,DOWN 1/2,4,\nsigners,c,MAINT,9,\nsigners,d,no check,,\nsigners,BACKEND,UP,0,\nidle,x,no check,,\n";

        Assert.Equal(new SignerFinding.Servers(1, 2, "b", 5), ProxyProbe.Read(Csv, "signers"));
        Assert.Equal("broken", ProxyProbe.Read(Csv, "other").Code);
        Assert.Contains("check", ProxyProbe.Read(Csv, "idle").Words, StringComparison.Ordinal);
        Assert.Contains(";csv", ProxyProbe.Read("<html>", "signers").Words, StringComparison.Ordinal);
    }

    // A signature is asked for by POST. There is no way to send one, in the room of probes or anywhere else in that of Tezos.
    [Fact]
    public void Nothing_in_the_room_of_Tezos_can_send_anything_but_GET()
    {
        var sources = Directory.GetFiles(Path.Combine(Recorded.RepoRoot, "src", "BakeWindow.Tezos"), "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).ToList();
        Assert.Contains(sources, f => f.EndsWith("SignerProbe.cs", StringComparison.Ordinal));
        foreach (var source in sources)
        {
            var text = File.ReadAllText(source);
            Assert.All(["HttpMethod.Post", "PostAsync", "HttpMethod.Put", "PutAsync", "new HttpMethod", "PostAsJson", "HttpMethod.Parse"], verb => Assert.DoesNotContain(verb, text, StringComparison.Ordinal));
        }
    }

    private SignerProbe Probe(TimeSpan patience) => new(node.Address, TimeProvider.System, patience);
}
