using System.Globalization;

namespace BakeWindow.Kubernetes.Dialects.Kured;

/// <summary>The flags of kured that matter here, with its own defaults (kubereboot/kured, cmd/kured/main.go). Each may also be an environment variable <c>KURED_…</c>.</summary>
internal sealed class KuredFlags(ContainerReading container)
{
    private const string Variables = "KURED_";

    private static readonly string[] Shown =
        ["prometheus-url", "blocking-pod-selector", "period", "drain-timeout", "lock-ttl", "concurrency", "reboot-days", "start-time", "end-time", "annotate-nodes"];

    public string? PrometheusUrl => Flag("prometheus-url");

    /// <summary>The address is BakeWindow's, for each node its own.</summary>
    public bool AsksUs => PrometheusUrl is { } url && url.Contains("/compat/prometheus/", StringComparison.Ordinal);

    public bool AsksForItsNode => PrometheusUrl is { } url && url.Contains("$(KURED_NODE_ID)", StringComparison.Ordinal);

    public IReadOnlyList<string> BlockingPods => container.All("blocking-pod-selector") is { Count: > 0 } all ? all : Flag("blocking-pod-selector") is { } one ? [one] : [];

    public string? AlertFilter => Flag("alert-filter-regexp");

    public bool AlertFilterMatches => Flag("alert-filter-match-only") == "true";

    public TimeSpan Period => GoDuration.Read(Flag("period")) ?? TimeSpan.FromHours(1);

    /// <summary>Zero: for ever.</summary>
    public TimeSpan DrainTimeout => GoDuration.Read(Flag("drain-timeout")) ?? TimeSpan.Zero;

    /// <summary>Zero: for ever.</summary>
    public TimeSpan LockTtl => GoDuration.Read(Flag("lock-ttl")) ?? TimeSpan.Zero;

    public int Concurrency => int.TryParse(Flag("concurrency"), CultureInfo.InvariantCulture, out var n) ? n : 1;

    public bool ForceReboot => Flag("force-reboot") == "true";

    public bool AnnotatesNodes => Flag("annotate-nodes") == "true";

    public string LockAnnotation => Flag("lock-annotation") ?? "weave.works/kured-node-lock";

    public IReadOnlyList<string> Days => [.. container.All("reboot-days").DefaultIfEmpty(Flag("reboot-days") ?? "").SelectMany(d => d.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    public string? Start => Flag("start-time");

    public string? End => Flag("end-time");

    public bool HasWindow => Days.Count > 0 || Start is not null || End is not null;

    /// <summary>The window goes past midnight.</summary>
    public bool Overnight => TimeOnly.TryParse(Start, CultureInfo.InvariantCulture, out var from) && TimeOnly.TryParse(End, CultureInfo.InvariantCulture, out var to) && from > to;

    public override string ToString() => string.Join(' ', Shown.Where(f => Flag(f) is not null).Select(f => $"{f}={Flag(f)}"));

    private string? Flag(string name) => container.Flag(name, Variables);
}
