using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using BakeWindow.Core.Readiness;
using BakeWindow.Core.Signers;
using BakeWindow.Tests.Web;
using BakeWindow.Tezos.Signers;

namespace BakeWindow.Tests.Signers;

/// <summary>
/// The path of 2019 with the programs that made it: BakeWindow asks HAProxy, behind which sshd holds a port for a tunnel that autossh keeps up to a signer. The tunnel is cut without being closed,
/// as by a VM that dies: sshd keeps the port, HAProxy answers 503, and a new tunnel is refused the port until sshd notices. With ClientAliveInterval it does.
/// </summary>
public sealed class RealPathTests(ITestOutputHelper output)
{
    private static readonly string[] Needed = ["/usr/sbin/sshd", "/usr/bin/ssh", "/usr/bin/ssh-keygen", "/usr/bin/autossh", "/usr/sbin/haproxy"];

    [Fact]
    public async Task A_tunnel_that_is_cut_without_being_closed_is_named_within_two_probes_and_heals_when_sshd_lets_go_of_the_port()
    {
        if (Array.Find(Needed, n => !File.Exists(n)) is { } missing)
        {
            Assert.Skip($"{missing} is not installed (Debian's openssh-server, openssh-client, autossh, haproxy)");
        }

        await using var place = await Observatory.OpenAsync();
        await using var path = await RealPath.StartAsync(new Uri($"{place.Sim.Url}/signer/"), output);
        var probes = new Probes(path, place.Sim.Chain.Watched.Address);

        // All is well: forwarder, tunnel's end and key.
        await probes.UntilAsync(s => s.Facts?.Standing is PartStanding.Well && s.Tracks[new PathPart.Proxy("haproxy")].Named.Code == "all-servers", "the path is open");
        probes.News.Clear();

        path.CutTunnel();
        var count = 0;
        await path.UntilAsync(async () => (await new SignerProbe(path.Url, TimeProvider.System, TimeSpan.FromSeconds(1)).KeyAsync("x")) is SignerFinding.NoSigner { Status: 503 }, "HAProxy answers 503");
        Assert.True(path.IsHeld(), "sshd still holds the dead tunnel's port");
        Assert.Equal("open", (await new HopProbe("127.0.0.1", path.TunnelPort, TimeProvider.System, TimeSpan.FromSeconds(1)).LookAsync()).Code);
        while (probes.State.Facts!.Standing is not PartStanding.Down)
        {
            await probes.LookAsync();
            Assert.InRange(++count, 1, 2);
        }

        Assert.Equal(("no-signer", false), (probes.State.Facts.Code, SignerState.Healthy(probes.State.Facts)));
        Assert.Contains(probes.News, n => n.Code == "signer-no-signer");
        output.WriteLine($"named after {count} probes: {probes.State.Facts.Words}");

        // A second client can't have the port while the dead one holds it.
        Assert.Contains("remote port forwarding failed", await path.TryAnotherTunnelAsync(), StringComparison.OrdinalIgnoreCase);

        await path.LetSshdNoticeAsync();
        var healing = Stopwatch.StartNew();
        await probes.UntilAsync(s => s.Facts?.Standing is PartStanding.Well, "it healed");
        Assert.Contains(probes.News, n => n.Code == "signer-healed" && n.Text.StartsWith("The key is served again after", StringComparison.Ordinal));
        output.WriteLine($"healed after {healing.Elapsed.TotalSeconds:0.0} s: {probes.News[^1].Text}");
        Assert.Equal(0, place.Sim.Signer.OtherRequests);
    }

    // The real probes and Core's machine, look after look; the clock of the machine goes five seconds a look.
    private sealed class Probes(RealPath path, string key)
    {
        private DateTimeOffset now = new(2019, 11, 16, 0, 14, 44, TimeSpan.Zero);

        public SignerState State { get; private set; } = new() { Path = new SignerPath([new SignerRoute("forwarder", "haproxy", ["tunnel"])]) };

        public List<SignerNews> News { get; } = [];

        public async Task LookAsync()
        {
            var patience = TimeSpan.FromSeconds(2);
            var look = new PathLook(
                [
                    new PartLook(new PathPart.Key("forwarder", key), await new SignerProbe(path.Url, TimeProvider.System, patience).KeyAsync(key)),
                    new PartLook(new PathPart.Proxy("haproxy"), await new ProxyProbe(path.Statistics, "signers", TimeProvider.System, patience).LookAsync()),
                    new PartLook(new PathPart.Hop("tunnel"), await new HopProbe("127.0.0.1", path.TunnelPort, TimeProvider.System, patience).LookAsync()),
                ], [key], []);
            (State, var news) = SignerState.Step(State, look, now += TimeSpan.FromSeconds(5));
            News.AddRange(news);
        }

        public Task UntilAsync(Func<SignerState, bool> so, string what) => path.UntilAsync(async () =>
        {
            await LookAsync();
            return so(State);
        }, what);
    }
}

/// <summary>sshd, autossh and HAProxy on loopback, in a folder of their own.</summary>
internal sealed class RealPath : IAsyncDisposable
{
    private readonly string folder;
    private readonly ITestOutputHelper output;
    private readonly Uri signer;
    private readonly List<Process> processes = [];
    private readonly int sshPort = Free();
    private readonly int proxyPort = Free();
    private readonly int statisticsPort = Free();
    private int stoppedSsh;
    private Process? tunnel;

    private RealPath(Uri signer, ITestOutputHelper output) => (this.signer, this.output, folder) = (signer, output, Directory.CreateTempSubdirectory("bakewindow-path-").FullName);

    public int TunnelPort { get; } = Free();

    public Uri Url => new($"http://127.0.0.1:{proxyPort}/signer/");

    public Uri Statistics => new($"http://127.0.0.1:{statisticsPort}/stats;csv");

    public static async Task<RealPath> StartAsync(Uri signer, ITestOutputHelper output)
    {
        var path = new RealPath(signer, output);
        try
        {
            await path.StartAllAsync();
            return path;
        }
        catch
        {
            await path.DisposeAsync();
            throw;
        }
    }

    /// <summary>The tunnel's client stands still, and whoever would build it anew is gone with it: to sshd it looks as a machine that died.</summary>
    public void CutTunnel()
    {
        // autossh first, so that it builds nothing meanwhile; then the client that it started.
        stoppedSsh = ChildOf(tunnel!.Id);
        Signal("STOP", tunnel.Id);
        Signal("STOP", stoppedSsh);
    }

    /// <summary>True while something listens at the tunnel's end.</summary>
    public bool IsHeld() => System.IO.File.ReadLines("/proc/net/tcp").Any(l => l.Contains($":{TunnelPort:X4} 00000000:0000 0A", StringComparison.Ordinal));

    /// <summary>What a new client is told that wants the port.</summary>
    public async Task<string> TryAnotherTunnelAsync()
    {
        using var ssh = Start("/usr/bin/ssh", [.. SshArguments(), "-o", "ExitOnForwardFailure=yes"], remember: false);
        var error = await ssh.StandardError.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(15));
        await ssh.WaitForExitAsync();
        return error;
    }

    /// <summary>Lets sshd's own look at its client (ClientAliveInterval) find it dead, and builds a new tunnel as autossh on the replaced machine does.</summary>
    public async Task LetSshdNoticeAsync()
    {
        await UntilAsync(() => Task.FromResult(!IsHeld()), "sshd let go of the port");
        tunnel = StartTunnel();
    }

    public async Task UntilAsync(Func<Task<bool>> so, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!await so())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(40), $"within 40 s: {what}");
            await Task.Delay(100);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (stoppedSsh > 0)
        {
            Signal("KILL", stoppedSsh);
        }

        foreach (var process in Enumerable.Reverse(processes))
        {
            if (!process.HasExited)
            {
                // autossh ends its client with it when it is asked to go; a stopped one hears nothing.
                process.Kill(entireProcessTree: true);
            }

            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(5)).ContinueWith(_ => { }, TaskScheduler.Default);
            process.Dispose();
        }

        Directory.Delete(folder, recursive: true);
    }

    private async Task StartAllAsync()
    {
        await RunAsync("/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", File("host"));
        await RunAsync("/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", File("client"));
        System.IO.File.Copy(File("client.pub"), File("authorized"));
        // The mend of 2019 was ClientAliveInterval 10, with checks of HAProxy every 15 s. Both are shorter here, in the same order: this sshd thinks of its client only when nothing came up for
        // the whole interval, so that checks that come more often keep a dead tunnel alive.
        await System.IO.File.WriteAllTextAsync(File("sshd"), $"""
            Port {sshPort}
            ListenAddress 127.0.0.1
            HostKey {File("host")}
            AuthorizedKeysFile {File("authorized")}
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            AllowTcpForwarding remote
            ClientAliveInterval 1
            ClientAliveCountMax 5

            """);
        await System.IO.File.WriteAllTextAsync(File("haproxy"), $"""
            global
              maxconn 50
            defaults
              mode http
              timeout connect 500ms
              timeout client 3s
              timeout server 1s
              timeout check 500ms
            frontend way
              bind 127.0.0.1:{proxyPort}
              default_backend signers
            backend signers
              option httpchk GET /signer/authorized_keys
              http-check expect status 200
              server tunnel 127.0.0.1:{TunnelPort} check inter 2s fastinter 2s downinter 2s fall 1 rise 1
            frontend statistics
              bind 127.0.0.1:{statisticsPort}
              stats enable
              stats uri /stats

            """);
        // sshd wants its folder for privilege separation, and an absolute path of itself.
        if (Environment.UserName == "root")
        {
            Directory.CreateDirectory("/run/sshd");
        }

        Start("/usr/sbin/sshd", ["-D", "-e", "-f", File("sshd")]);
        await UntilAsync(() => ListensAsync(sshPort), "sshd listens");
        Start("/usr/sbin/haproxy", ["-db", "-f", File("haproxy")]);
        tunnel = StartTunnel();
    }

    private Process StartTunnel() => Start("/usr/bin/autossh", ["-M", "0", .. SshArguments(), "-o", "ExitOnForwardFailure=yes"]);

    private string[] SshArguments() =>
    [
        "-N", "-p", $"{sshPort}", "-i", File("client"), "-o", "IdentitiesOnly=yes", "-o", "StrictHostKeyChecking=no", "-o", $"UserKnownHostsFile={File("known")}", "-o", "BatchMode=yes",
        "-F", "none", "-R", $"127.0.0.1:{TunnelPort}:127.0.0.1:{signer.Port}", $"{Environment.UserName}@127.0.0.1",
    ];

    private Process Start(string program, IReadOnlyList<string> arguments, bool remember = true)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = folder };
        start.Environment["AUTOSSH_GATETIME"] = "0";
        var process = Process.Start(start)!;
        if (remember)
        {
            processes.Add(process);
            _ = Task.Run(async () =>
            {
                while (await process.StandardError.ReadLineAsync() is { } line)
                {
                    try
                    {
                        output.WriteLine($"{Path.GetFileName(program)}: {line}");
                    }
                    catch (InvalidOperationException)
                    {
                        // The test is over.
                        return;
                    }
                }
            });
        }

        return process;
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    private static void Signal(string signal, int id)
    {
        using var kill = Process.Start(new ProcessStartInfo("/bin/kill", [$"-{signal}", $"{id}"]))!;
        kill.WaitForExit();
    }

    private static int ChildOf(int parent) => int.Parse(System.IO.File.ReadAllText($"/proc/{parent}/task/{parent}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<bool> ListensAsync(int port) => (await new HopProbe("127.0.0.1", port, TimeProvider.System, TimeSpan.FromSeconds(1)).LookAsync()).Code == "open";

    private static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string File(string name) => Path.Combine(folder, name);
}
