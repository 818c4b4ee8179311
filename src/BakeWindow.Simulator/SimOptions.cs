using System.Net;
using BakeWindow.Simulator.Clock;
using BakeWindow.Simulator.Scenarios;

namespace BakeWindow.Simulator;

/// <summary>How a simulator is started. The defaults are a test's: a free port, and a clock that only moves when it is told to.</summary>
public sealed record SimOptions
{
    /// <summary>A scenario's name.</summary>
    public string Scenario { get; init; } = DefaultScenario.Name;

    /// <summary>The seed of everything left to chance.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>What the clock shows at the start; null for the scenario's own time, or, where it has none, a fixed day.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>The protocol's number in the default scenario, 5…25; null for the newest.</summary>
    public int? Protocol { get; init; }

    /// <summary>Another clock than one moved by hand; its time at the start should be <see cref="Start"/>.</summary>
    public TimeProvider? Time { get; init; }

    /// <summary>Addresses to listen on.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:0";

    /// <summary>Changes the scenario before it starts.</summary>
    public Func<Scenario, Scenario>? Change { get; init; }

    /// <summary>False leaves the cluster out; then long stretches of chain pass more quickly.</summary>
    public bool HasCluster { get; init; } = true;

    /// <summary>False lets machines be rebooted by somebody else, a real agent say, and not by the simulation itself when a ticket hangs on their node.</summary>
    public bool RebootsOnTicket { get; init; } = true;

    /// <summary>A folder for files with the machines' boot IDs; null: none are written.</summary>
    public string? BootIdFolder { get; init; }

    /// <summary>Services of the cluster ("namespace/name") that webhook configurations name, and where they really listen.</summary>
    public IReadOnlyDictionary<string, IPEndPoint> WebhookServices { get; init; } = new Dictionary<string, IPEndPoint>(StringComparer.Ordinal);

    /// <summary>Writes log lines to the console.</summary>
    public bool Logs { get; init; }

    internal Scenario MakeScenario()
    {
        var scenario = Scenario switch
        {
            DefaultScenario.Name => DefaultScenario.Make(Seed, Start ?? new DateTimeOffset(2026, 10, 1, 12, 0, 0, TimeSpan.Zero), Protocol is { } number ? Chain.ProtocolVersion.Of(number) : null),
            IncidentScenario.Name => IncidentScenario.Make(Seed, Start),
            IncidentScenario.DeathAlone => IncidentScenario.Make(Seed, Start, signerFails: false),
            _ => throw new InvalidOperationException($"there is no scenario \"{Scenario}\"; there are {DefaultScenario.Name}, {IncidentScenario.Name} and {IncidentScenario.DeathAlone}"),
        };
        return Change?.Invoke(scenario) ?? scenario;
    }

    internal TimeProvider MakeClock(Scenario scenario) => Time ?? VirtualTime.Manual(scenario.Start);
}
