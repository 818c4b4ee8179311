namespace BakeWindow.Kubernetes.Dialects;

/// <summary>The last reports, and since when each mark has been wanted without a break (as far as this process knows): a mark that never goes is as wrong as one that never comes.</summary>
public sealed record DialectBook
{
    /// <summary>A mark that stands for longer keeps a neighbour from its work for good (a Cluster API hook holds a deletion without end), so somebody should look.</summary>
    public static TimeSpan LongHold { get; } = TimeSpan.FromHours(24);

    private IReadOnlyDictionary<(string Dialect, ObjectRef On), DateTimeOffset> since = new Dictionary<(string, ObjectRef), DateTimeOffset>();

    /// <summary>No round yet.</summary>
    public static DialectBook Empty { get; } = new();

    /// <summary>When the last round ended; null before the first.</summary>
    public DateTimeOffset? At { get; private init; }

    /// <summary>How each dialect that is spoken stands.</summary>
    public IReadOnlyList<DialectReport> Reports { get; private init; } = [];

    /// <summary>Since when a mark has been wanted; null when it is not.</summary>
    public DateTimeOffset? Since(string dialect, ObjectRef on) => since.TryGetValue((dialect, on), out var at) ? at : null;

    /// <summary>The book after another round. What could not be read stays as it was.</summary>
    public DialectBook With(IReadOnlyList<DialectReport> reports, DateTimeOffset now)
    {
        var next = new Dictionary<(string, ObjectRef), DateTimeOffset>();
        foreach (var report in reports)
        {
            var marks = report.Sight is null ? since.Keys.Where(k => k.Dialect == report.Name).Select(k => k.On) : report.Writes.Select(w => w.On);
            foreach (var on in marks)
            {
                next[(report.Name, on)] = Since(report.Name, on) ?? now;
            }
        }

        return new DialectBook { At = now, since = next, Reports = [.. reports.Select(r => Noted(r, next, now))] };
    }

    private static DialectReport Noted(DialectReport report, Dictionary<(string Dialect, ObjectRef On), DateTimeOffset> since, DateTimeOffset now)
    {
        var old = since.Where(s => s.Key.Dialect == report.Name && now - s.Value >= LongHold).OrderBy(s => s.Value).Select(s => s.Key.On.ToString()).ToList();
        return old.Count == 0 || report.Sight is not { } sight ? report : report with
        {
            Sight = sight with
            {
                Notes = [.. sight.Notes, new DialectNote("held-for-long", true, $"held for more than {LongHold.TotalHours:0} hours without a break: {string.Join(", ", old.Take(5))}{(old.Count > 5 ? " and more" : "")}",
                    "ask why the gate does not open there: bakewindow why --node …; bakewindow cleanup takes marks off by hand")],
            },
        };
    }
}
