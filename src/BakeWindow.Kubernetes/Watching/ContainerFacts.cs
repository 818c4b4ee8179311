using BakeWindow.Core.Cluster;
using k8s.Models;

namespace BakeWindow.Kubernetes.Watching;

/// <summary>The containers of a pod as facts of Core. Of what a container said at its end only the meaning is taken over.</summary>
internal static class ContainerFacts
{
    /// <summary>Init containers first, then the others; those of the spec of which nothing is told yet are left out.</summary>
    public static IReadOnlyList<ContainerView> Of(V1Pod pod)
    {
        List<ContainerView> all = [.. All(pod.Status?.InitContainerStatuses, pod.Spec?.InitContainers, init: true), .. All(pod.Status?.ContainerStatuses, pod.Spec?.Containers, init: false)];
        return all.Count > 0 ? all : [];
    }

    /// <summary>A time of the API, which are in UTC.</summary>
    public static DateTimeOffset? Time(DateTime? time) => time is { } at ? new DateTimeOffset(at.ToUniversalTime(), TimeSpan.Zero) : null;

    private static IEnumerable<ContainerView> All(IList<V1ContainerStatus>? statuses, IList<V1Container>? specs, bool init) => (statuses ?? []).Select(s =>
    {
        var spec = specs?.FirstOrDefault(c => c.Name == s.Name);
        var end = s.State?.Terminated ?? s.LastState?.Terminated;
        return new ContainerView(s.Name, init)
        {
            Image = spec?.Image ?? s.Image ?? "",
            PullsAlways = spec?.ImagePullPolicy == "Always",
            Waiting = s.State?.Waiting?.Reason,
            Running = s.State?.Running is not null,
            Restarts = s.RestartCount,
            LastExit = end?.ExitCode,
            LastEnd = Time(end?.FinishedAt),
            LastWords = LastWords.Of(end?.Message),
            EndedWithWords = !string.IsNullOrWhiteSpace(end?.Message),
        };
    });
}
