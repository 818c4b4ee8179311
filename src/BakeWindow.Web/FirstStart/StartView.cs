namespace BakeWindow.Web.FirstStart;

/// <summary>What the page of the first start shows. Follows from (what was written, what was tried) alone.</summary>
public sealed record StartView
{
    /// <summary>What was written.</summary>
    public required StartForm Form { get; init; }

    /// <summary>The page's title.</summary>
    public required string Title { get; init; }

    /// <summary>The steps with what came of them; none before anything was tried.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<Trial> Trials)> Steps { get; init; } = [];

    /// <summary>What a start with this would complain of.</summary>
    public IReadOnlyList<string> Complaints { get; init; } = [];

    /// <summary>The configuration as a JSON file; null while it would not do.</summary>
    public string? Json { get; init; }

    /// <summary>The same as environment variables.</summary>
    public string? Environment { get; init; }

    /// <summary>Everything that was tried works.</summary>
    public bool AllGood { get; init; }

    /// <summary>Makes the view.</summary>
    /// <param name="form">What was written.</param>
    /// <param name="trials">What was tried; null: nothing yet.</param>
    public static StartView From(StartForm form, Trials? trials)
    {
        if (trials is null)
        {
            return new StartView { Form = form, Title = "First start" };
        }

        var settings = form.Settings(trials.ChainId);
        var complaints = StartForm.Complaints(settings);
        List<(string, IReadOnlyList<Trial>)> steps = [("Tezos node", trials.Node), ("Baker", trials.Baker)];
        if (form.WantsCluster)
        {
            steps.Add(("Cluster", trials.Cluster));
        }

        return new StartView
        {
            Form = form,
            Title = complaints.Count > 0 ? "Not complete yet" : trials.AllGood ? "Ready to start" : "Complete, but not all works",
            Steps = steps,
            Complaints = complaints,
            Json = complaints.Count == 0 ? StartForm.Json(settings) : null,
            Environment = complaints.Count == 0 ? StartForm.Environment(settings) : null,
            AllGood = trials.AllGood,
        };
    }
}
