using BakeWindow.Core.Time;

namespace BakeWindow.Core.Export;

/// <summary>EKS has no exclusions: the step that a pipeline takes before it touches a node group.</summary>
internal static class EksText
{
    public static string Of(ExportPlace place, TimeSpan need) =>
        $"""
        #!/bin/sh
        # In front of every update of a managed node group. Exit codes: 0 it may start now; 75 still held when the time was up; 69 it can't be known; 64 the question is wrong.
        set -eu
        bakewindow wait --server "$BAKEWINDOW_SERVER" --for {DurationText.Iso(need)} --timeout 6h
        # Never --force: it deletes pods past their budgets after 15 minutes.
        aws eks update-nodegroup-version --cluster-name {place.Cluster ?? "\"$CLUSTER\""}{(place.Location is { } region ? $" --region {region}" : "")} --nodegroup-name "$NODEGROUP"

        """.ReplaceLineEndings("\n");
}
