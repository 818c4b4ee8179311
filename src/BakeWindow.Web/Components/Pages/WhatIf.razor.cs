using BakeWindow.Core.Planning;
using BakeWindow.Core.Rehearsing;
using BakeWindow.Web.Access;
using BakeWindow.Web.Observing;
using BakeWindow.Web.Rehearsing;
using BakeWindow.Web.Views;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace BakeWindow.Web.Components.Pages;

/// <summary>A rehearsal: one runs on a page at a time, and none outlives it.</summary>
public sealed partial class WhatIf
{
    private readonly Dictionary<string, string> said = new(StringComparer.Ordinal);
    private WhatIfQuery query = null!;
    private RehearsalMaterial? material;
    private RehearsalMaterial? played;
    private RehearsalQuestion? playedQuestion;
    private RehearsalProgress? progress;
    private WhatIfView? view;
    private CancellationTokenSource? stop;
    private string? failure;
    private string? copied;
    private string? fetching;
    private string? fetched;
    private bool running;
    private bool stopped;
    private bool left;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private WorldBoard Board { get; set; } = null!;

    [Inject]
    private Rehearsals Rehearsals { get; set; } = null!;

    [Inject]
    private HistoryDesk History { get; set; } = null!;

    [Inject]
    private Visitor Visitor { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    private Policy Today => query.Question.Edit.Today;

    private IEnumerable<string> Notices => query.Notices;

    private string Title => running && progress is not null ? $"Rehearsing {progress.Done} of {progress.Of}: What-if · BakeWindow" : view is not null ? "Rehearsed: What-if · BakeWindow" : "What-if · BakeWindow";

    private string Empty => material?.Script is { } script
        ? $"Nothing has been rehearsed yet. Change a value and run it: today’s policy and the edited one go through {script.Cycles.Count} cycles with the same work."
        : "No history yet. As soon as rights of one cycle are known, the known cycles can be replayed.";

    /// <inheritdoc/>
    public void Dispose()
    {
        left = true;
        stop?.Cancel();
        stop?.Dispose();
        stop = null;
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        query = WhatIfQuery.Read(Board.Now.Policy, Rehearsals.KnownRounds, InUrl());
        said.Clear();
        material = await Rehearsals.GatherAsync(query.Question, CancellationToken.None);
    }

    private static string ChangesOf(RehearsalQuestion question) => question.Edit.Changes.Count == 0
        ? "nothing, so both are the same"
        : string.Join(", ", PolicyField.All.Where(f => question.Edit.Changes.ContainsKey(f.Name)).Select(f => $"{f.Label} {question.Edit.Changes[f.Name]}"));

    private Dictionary<string, string?> InUrl()
    {
        var asked = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(new Uri(Navigation.Uri).Query);
        return PolicyField.All.Select(f => f.Name).Concat(WhatIfQuery.Others).ToDictionary(n => n, n => asked.TryGetValue(n, out var value) ? value.ToString() : null, StringComparer.Ordinal);
    }

    private string Text(string name, string value) => said.GetValueOrDefault(name, value);

    private void Say(string name, ChangeEventArgs e) => said[name] = e.Value?.ToString() ?? "";

    private Task KeyAsync(KeyboardEventArgs e) => e is { CtrlKey: true, Key: "Enter" } && !running ? RunAsync() : Task.CompletedTask;

    private void Stop() => stop?.Cancel();

    private async Task RunAsync()
    {
        if (running)
        {
            return;
        }

        var asked = InUrl();
        foreach (var (name, text) in said)
        {
            asked[name] = text;
        }

        query = WhatIfQuery.Read(Board.Now.Policy, Rehearsals.KnownRounds, asked);
        (failure, copied, stopped) = (null, null, false);
        if (query.Notices.Count > 0)
        {
            // What was typed stays to be mended; nothing runs with a value that nobody meant.
            failure = "Nothing was run: " + string.Join(" ", query.Notices);
            return;
        }

        Navigation.NavigateTo(WhatIfQuery.Url(query.Question), replace: true);
        var question = query.Question;
        var found = await Rehearsals.GatherAsync(question, CancellationToken.None);
        material = found;
        if (found.Script is not { } script || left)
        {
            return;
        }

        (running, progress, view, stop) = (true, null, null, new CancellationTokenSource());
        StateHasChanged();
        try
        {
            await Rehearsals.PlayAsync(script, p => _ = InvokeAsync(() => Show(p, found, question)), stop.Token);
        }
        catch (OperationCanceledException)
        {
            stopped = view is not null;
        }
        finally
        {
            running = false;
            stop?.Dispose();
            stop = null;
        }
    }

    private void Show(RehearsalProgress p, RehearsalMaterial of, RehearsalQuestion question)
    {
        if (!left)
        {
            (progress, played, playedQuestion, view) = (p, of, question, WhatIfView.From(p.Result));
            StateHasChanged();
        }
    }

    private async Task CopyAsync(string text)
    {
        try
        {
            await Js.InvokeVoidAsync("navigator.clipboard.writeText", text);
            copied = "Copied";
        }
        catch (JSException)
        {
            copied = "The browser does not let this page copy; select the text below";
        }
    }

    private async Task FetchAsync()
    {
        fetching = "past cycles are being fetched";
        fetched = "Asking …";
        try
        {
            var (count, why) = await History.FetchAsync(Visitor.Now, query.Question.Cycles, c => _ = InvokeAsync(() => Fetched(c.Value)), CancellationToken.None);
            fetched = $"{count} cycles fetched.{(why is null ? "" : $" No more: {why}.")}";
        }
        catch (NotAllowedException e)
        {
            fetched = e.Message;
        }
        finally
        {
            fetching = null;
        }

        material = await Rehearsals.GatherAsync(query.Question, CancellationToken.None);
    }

    private void Fetched(int cycle)
    {
        if (!left)
        {
            fetched = $"Cycle {cycle} fetched …";
            StateHasChanged();
        }
    }
}
