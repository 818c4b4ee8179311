using System.Globalization;
using System.Text.Json.Nodes;
using BakeWindow.Core.Time;

namespace BakeWindow.Simulator.Cluster.Machines;

/// <summary>
/// How the containers of a pod behave, read from annotations of the pod, so that everybody can see it and every workload can have its own: durations are
/// written like 90s or 5m.
/// </summary>
internal sealed record PodHabits(TimeSpan InitTakes, TimeSpan ReadyAfter, TimeSpan StopTakes, bool IgnoresTerm, TimeSpan? ExitsAfter, int ExitCode, bool NeverEnds = false, string? CrashMessage = null, string? InitNeeds = null)
{
    public const string Init = "sim.bakewindow.io/init-takes";
    public const string Ready = "sim.bakewindow.io/ready-after";
    public const string Stop = "sim.bakewindow.io/stop-takes";
    public const string Deaf = "sim.bakewindow.io/ignores-sigterm";
    public const string Undying = "sim.bakewindow.io/never-ends";
    public const string Exit = "sim.bakewindow.io/exits-after";
    public const string Code = "sim.bakewindow.io/exit-code";

    /// <summary>The containers end right after each start, with these last words; the kubelet waits longer and longer between the starts.</summary>
    public const string Crash = "sim.bakewindow.io/crash-message";

    /// <summary>The init container ends well only while this is there (<c>signer</c>); else it fails, and is begun again.</summary>
    public const string Needs = "sim.bakewindow.io/init-needs";

    public static PodHabits Of(JsonObject pod, SimClusterOptions options) => new(
        Duration(pod, Init) ?? TimeSpan.Zero,
        Duration(pod, Ready) ?? TimeSpan.Zero,
        Duration(pod, Stop) ?? options.ContainerStop,
        pod.Annotation(Deaf) == "true",
        Duration(pod, Exit),
        int.TryParse(pod.Annotation(Code), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : 0,
        pod.Annotation(Undying) == "true",
        pod.Annotation(Crash),
        pod.Annotation(Needs));

    private static TimeSpan? Duration(JsonObject pod, string annotation) =>
        pod.Annotation(annotation) is { } text && DurationText.TryParse(text, out var duration, out _) ? duration : null;
}
