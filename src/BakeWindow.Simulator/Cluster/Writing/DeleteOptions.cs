using System.Globalization;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Api;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Writing;

/// <summary>How an object is to be deleted.</summary>
internal sealed record DeleteOptions
{
    /// <summary>Seconds; null leaves it to the pod.</summary>
    public long? Grace { get; init; }

    public string? Uid { get; init; }

    public string? Version { get; init; }

    /// <summary>Background, Foreground or Orphan; null is the kind's own way.</summary>
    public string? Propagation { get; init; }

    public bool DryRun { get; init; }

    /// <summary>Reads options from a body (null where there is none), completed from the query.</summary>
    public static DeleteOptions Read(JsonNode? body, ApiRequest? request = null)
    {
        var dryRun = body.Rows("dryRun").Select(row => row.Text() ?? "").ToList();
        Demand(dryRun, "DeleteOptions");
        var propagation = body.Text("propagationPolicy") ?? request?.Asked("propagationPolicy");
        if (propagation is not (null or "Background" or "Foreground" or "Orphan"))
        {
            throw Refusals.Invalid(
                "meta.k8s.io", "DeleteOptions", "", [Cause.Unsupported("propagationPolicy", $"\"{propagation}\"", "Foreground", "Background", "Orphan", "nil")]);
        }

        if (body.Flag("orphanDependents"))
        {
            propagation ??= "Orphan";
        }

        return new DeleteOptions
        {
            Grace = body.Whole("gracePeriodSeconds")
                ?? (long.TryParse(request?.Asked("gracePeriodSeconds"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) ? seconds : null),
            Uid = body.Text("preconditions", "uid"),
            Version = body.Text("preconditions", "resourceVersion"),
            Propagation = propagation,
            DryRun = dryRun.Count > 0 || request?.Asked("dryRun") is not null,
        };
    }

    /// <summary>"All" is the only dry run there is.</summary>
    public static void Demand(IReadOnlyCollection<string> dryRun, string kind)
    {
        if (dryRun.Any(value => value != "All"))
        {
            var shown = string.Join(", ", dryRun.Select(value => $"\"{value}\""));
            throw Refusals.Invalid("meta.k8s.io", kind, "", [Cause.Unsupported("dryRun", $"[]string{{{shown}}}", "All")]);
        }
    }

    /// <summary>Refuses when the object is another one, or another version, than was meant.</summary>
    public void DemandPreconditions(ObjectKey key, JsonObject body)
    {
        if (Uid is { } uid && uid != body.Uid())
        {
            throw Refusals.Precondition(
                key.Resource,
                key.Name,
                $"the UID in the precondition ({uid}) does not match the UID in record ({body.Uid()}). The object might have been deleted and then recreated");
        }

        if (Version is { } version && version != body.Version())
        {
            throw Refusals.Precondition(
                key.Resource,
                key.Name,
                $"the ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record ({body.Version()}). The object might have been modified");
        }
    }
}
