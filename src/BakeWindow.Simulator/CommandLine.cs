using System.Globalization;
using System.Net;
using BakeWindow.Simulator.Cluster;
using BakeWindow.Simulator.Scenarios;

namespace BakeWindow.Simulator;

/// <summary>What the command line asks for.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        BakeWindow.Simulator [options]: a Tezos chain, a Kubernetes cluster and a remote signer behind one HTTP server
          --urls URL             addresses to listen on, with ; between (default http://127.0.0.1:8081)
          --scenario NAME        default, incident-2019-11-15, incident-2019-11-15-signer-first, incident-2019-11-15-death-alone,
                                 incident-2019-11-08, incident-2019-12-14,
                                 incident-2019-12-25, incident-2020-02-03, incident-2020-02-04, incident-2020-02-16, incident-2020-02-20, incident-2020-03-05,
                                 incident-2020-04-11, incident-2020-08-27
          --speed N              seconds of the simulation per real second, 0.01 to 1000 (default 1)
          --seed N               same seed, same chain (default 1)
          --start TIME           what the clock shows at the wall origin, ISO 8601 with Z (default: the scenario's own time, or now)
          --wall-origin TIME     the real time at which it shows that (default now)
          --public-url URL       how others reach it, for the files written (default: the first address)
          --kubeconfig-out FILE  write a kubeconfig that points at the simulated cluster
          --config-out FILE      write a configuration that points BakeWindow at everything simulated
          --webhook-service NAMESPACE/NAME=ADDRESS:PORT
                                 where a service that webhook configurations name really listens; may be given again
          --boot-ids-out FOLDER  keep a file with each machine's boot ID, for agents; reboots are then left to them
        """;

    public string Urls { get; private init; } = "http://127.0.0.1:8081";

    public string Scenario { get; private init; } = DefaultScenario.Name;

    public double Speed { get; private init; } = 1;

    public ulong Seed { get; private init; } = 1;

    public DateTimeOffset? Start { get; private init; }

    public DateTimeOffset? WallOrigin { get; private init; }

    public string? PublicUrl { get; private init; }

    public string? KubeconfigOut { get; private init; }

    public string? ConfigOut { get; private init; }

    public string? BootIdsOut { get; private init; }

    public IReadOnlyDictionary<string, IPEndPoint> WebhookServices { get; private init; } = new Dictionary<string, IPEndPoint>(StringComparer.Ordinal);

    public bool Help { get; private init; }

    /// <summary>Reads arguments; everything that is wrong with them is said at once.</summary>
    public static (CommandLine Asked, IReadOnlyList<string> Wrong) Read(IReadOnlyList<string> arguments)
    {
        var (asked, wrong) = (new CommandLine(), new List<string>());
        for (var i = 0; i < arguments.Count; i++)
        {
            var parts = arguments[i].Split('=', 2);
            if (parts[0] is "--help" or "-h")
            {
                asked = asked with { Help = true };
                continue;
            }

            var value = parts.Length == 2 ? parts[1] : i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal) ? arguments[++i] : null;
            asked = value is null && parts[0].StartsWith("--", StringComparison.Ordinal)
                ? Complain(asked, wrong, $"{parts[0]} needs a value, or is not known")
                : asked.With(parts[0], value ?? "", wrong);
        }

        return (asked, wrong);
    }

    private CommandLine With(string name, string value, List<string> wrong) => name switch
    {
        "--urls" => value.Split(';').All(IsHttp) ? this with { Urls = value } : Complain(this, wrong, $"--urls \"{value}\": write addresses like http://127.0.0.1:8081"),
        "--scenario" => KnownScenarios.Names.Contains(value) ? this with { Scenario = value } : Complain(this, wrong, $"--scenario \"{value}\" is not known: write {string.Join(" or ", KnownScenarios.Names)}"),
        "--speed" => double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var speed) && speed is >= 0.01 and <= 1000
            ? this with { Speed = speed }
            : Complain(this, wrong, $"--speed \"{value}\": write a number from 0.01 to 1000"),
        "--seed" => ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? this with { Seed = seed } : Complain(this, wrong, $"--seed \"{value}\": write a whole number, 0 or more"),
        "--start" => Time(value) is { } start ? this with { Start = start } : Complain(this, wrong, $"--start \"{value}\": write a time like 2026-11-01T12:00:00Z"),
        "--wall-origin" => Time(value) is { } origin ? this with { WallOrigin = origin } : Complain(this, wrong, $"--wall-origin \"{value}\": write a time like 2026-11-01T12:00:00Z"),
        "--public-url" => IsHttp(value) ? this with { PublicUrl = value.TrimEnd('/') } : Complain(this, wrong, $"--public-url \"{value}\": write an address like http://simulator:8081"),
        "--kubeconfig-out" => value.Length > 0 ? this with { KubeconfigOut = value } : Complain(this, wrong, "--kubeconfig-out needs the name of a file"),
        "--config-out" => value.Length > 0 ? this with { ConfigOut = value } : Complain(this, wrong, "--config-out needs the name of a file"),
        "--webhook-service" => WebhookService.Read(value) is { } service
            ? this with { WebhookServices = new Dictionary<string, IPEndPoint>(WebhookServices, StringComparer.Ordinal) { [service.Service] = service.Endpoint } }
            : Complain(this, wrong, $"--webhook-service \"{value}\": write it like bakewindow/bakewindow=127.0.0.1:8443"),
        "--boot-ids-out" => value.Length > 0 ? this with { BootIdsOut = value } : Complain(this, wrong, "--boot-ids-out needs the name of a folder"),
        _ => Complain(this, wrong, $"\"{name}\" is not known; --help lists what is"),
    };

    private static CommandLine Complain(CommandLine asked, List<string> wrong, string complaint)
    {
        wrong.Add(complaint);
        return asked;
    }

    // A host of * or + listens everywhere, as Kestrel writes it.
    private static bool IsHttp(string text) => Uri.TryCreate(text.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var uri)
        && uri.Scheme == Uri.UriSchemeHttp && uri.UserInfo.Length == 0;

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time)
        && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal)) ? time : null;
}
