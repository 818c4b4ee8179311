using System.Data.Common;
using BakeWindow.Core.Incidents;
using BakeWindow.Storage;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Incidents;
using BakeWindow.Web.Recording;
using BakeWindow.Web.Views;
using Microsoft.AspNetCore.Components;

namespace BakeWindow.Web.Components;

/// <summary>A live page about losses: reads them again when a head has come, and says so when it can't.</summary>
public abstract class IncidentPage : LivePage
{
    /// <summary>More than this are not shown at once.</summary>
    protected const int Most = 500;

    /// <summary>The records.</summary>
    [Inject]
    protected OutcomeStore Outcomes { get; set; } = null!;

    /// <summary>How far the records reach.</summary>
    [Inject]
    protected CoverageReader Coverage { get; set; } = null!;

    /// <summary>The incidents that are kept.</summary>
    [Inject]
    protected IncidentDesk Desk { get; set; } = null!;

    /// <summary>What is declared.</summary>
    [Inject]
    protected Settings Settings { get; set; } = null!;

    /// <summary>What is known of losses.</summary>
    protected IncidentsView View { get; private set; } = null!;

    /// <summary>The newest incidents, newest first.</summary>
    protected IReadOnlyList<IncidentSummary> Kept { get; private set; } = [];

    /// <summary>Losses that belong to no kept incident: they are older than the keeping of incidents, or were found too late.</summary>
    protected IReadOnlyList<IncidentsView.Incident> Older { get; private set; } = [];

    /// <summary>The baker of an incident, by name.</summary>
    protected string NameOf(Incident incident) => incident.Baker is { } baker ? Settings.NameOf(baker) : incident.Subject;

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => RefreshAsync();

    /// <inheritdoc/>
    protected override async Task RefreshAsync()
    {
        View ??= IncidentsView.Loading;
        try
        {
            Kept = await Desk.ListAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or InvalidDataException or TimeoutException)
        {
            View = IncidentsView.From(null, [], Settings.NameOf, Most, e.Message);
            return;
        }

        if (Board.Now.Chain is not { } chain)
        {
            View = IncidentsView.From(null, [], Settings.NameOf, Most, null);
            return;
        }

        try
        {
            // Coverage first: a loss that is written in between is then listed beside a gap, and never left out beside none.
            var coverage = await Coverage.ReadAsync(chain, CancellationToken.None);
            View = IncidentsView.From(await Outcomes.MissedAsync(chain.Head.ChainId, Most, CancellationToken.None), coverage, Settings.NameOf, Most, null);
            var told = Kept.SelectMany(k => k.Incident.Lost).Select(l => l.Level).ToHashSet();
            Older = [.. View.Incidents.Where(i => i.Rights.Any(r => !told.Contains(r.Level)))];
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or TimeoutException)
        {
            View = IncidentsView.From(null, [], Settings.NameOf, Most, e.Message);
        }
    }
}
