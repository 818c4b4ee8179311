using System.Globalization;
using System.Text.Json.Nodes;
using BakeWindow.Core.Time;

namespace BakeWindow.Simulator.Cluster.Machines;

/// <summary>
/// How the containers of a pod behave, read from annotations of the pod, so that everybody can see it and every workload can have its own: durations are
/// written like 90s or 5m.
/// </summary>
internal sealed record PodHabits(TimeSpan InitTakes, TimeSpan ReadyAfter, TimeSpan StopTakes, bool IgnoresTerm, TimeSpan? ExitsAfter, int ExitCode, bool NeverEnds = false)
{
    public const string Init = "sim.bakewindow.io/init-takes";
    public const string Ready = "sim.bakewindow.io/ready-after";
    public const string Stop = "sim.bakewindow.io/stop-takes";
    public const string Deaf = "sim.bakewindow.io/ignores-sigterm";
    public const string Undying = "sim.bakewindow.io/never-ends";
    public const string Exit = "sim.bakewindow.io/exits-after";
    public const string Code = "sim.bakewindow.io/exit-code";

    public static PodHabits Of(JsonObject pod, SimClusterOptions options) => new(
        Duration(pod, Init) ?? TimeSpan.Zero,
        Duration(pod, Ready) ?? TimeSpan.Zero,
        Duration(pod, Stop) ?? options.ContainerStop,
        pod.Annotation(Deaf) == "true",
        Duration(pod, Exit),
        int.TryParse(pod.Annotation(Code), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : 0,
        pod.Annotation(Undying) == "true");

    private static TimeSpan? Duration(JsonObject pod, string annotation) =>
        pod.Annotation(annotation) is { } text && DurationText.TryParse(text, out var duration, out _) ? duration : null;
}
