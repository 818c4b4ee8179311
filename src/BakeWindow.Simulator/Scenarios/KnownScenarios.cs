using BakeWindow.Simulator.Chain;

namespace BakeWindow.Simulator.Scenarios;

/// <summary>The scenarios that have a name.</summary>
public static class KnownScenarios
{
    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [
        DefaultScenario.Name, IncidentScenario.Name, IncidentScenario.SignerFirst, IncidentScenario.DeathAlone, SignerIncidents.UsbDrop, SignerIncidents.PowerLoss, SignerIncidents.NewContainers, SignerIncidents.TouchyKey, .. SiblingScenarios.Names,
    ];

    /// <summary>When one starts by itself; null: whenever.</summary>
    public static DateTimeOffset? StartOf(string name) => name is IncidentScenario.Name or IncidentScenario.SignerFirst or IncidentScenario.DeathAlone ? IncidentScenario.Evening : SignerIncidents.StartOf(name);

    /// <summary>Makes one.</summary>
    /// <exception cref="InvalidOperationException">There is none of the name.</exception>
    public static Scenario Make(string name, ulong seed, DateTimeOffset? start, int? protocol) => name switch
    {
        DefaultScenario.Name => DefaultScenario.Make(seed, start ?? new DateTimeOffset(2026, 10, 1, 12, 0, 0, TimeSpan.Zero), protocol is { } number ? ProtocolVersion.Of(number) : null),
        IncidentScenario.Name => IncidentScenario.Make(seed, start),
        IncidentScenario.SignerFirst => IncidentScenario.Make(seed, start, signerFirst: true),
        IncidentScenario.DeathAlone => IncidentScenario.Make(seed, start, signerFails: false),
        _ => SignerIncidents.Make(name, seed, start) ?? SiblingScenarios.Make(name, seed, start) ?? throw new InvalidOperationException($"there is no scenario \"{name}\"; there are {string.Join(", ", Names)}"),
    };
}
