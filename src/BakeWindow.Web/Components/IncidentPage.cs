using System.Data.Common;
using BakeWindow.Storage;
using BakeWindow.Web.Configuration;
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
    protected MissedRights Missed { get; set; } = null!;

    /// <summary>What is declared.</summary>
    [Inject]
    protected Settings Settings { get; set; } = null!;

    /// <summary>What is known.</summary>
    protected IncidentsView View { get; private set; } = null!;

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => RefreshAsync();

    /// <inheritdoc/>
    protected override async Task RefreshAsync()
    {
        View ??= IncidentsView.Loading;
        if (Board.Now.Chain is not { } chain)
        {
            View = IncidentsView.From(null, [], Settings.NameOf, Most, null);
            return;
        }

        try
        {
            View = IncidentsView.From(
                await Missed.ListAsync(chain.Head.ChainId, Most, CancellationToken.None), await Missed.CoverageAsync(chain.Head.ChainId, CancellationToken.None), Settings.NameOf, Most, null);
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or TimeoutException)
        {
            View = IncidentsView.From(null, [], Settings.NameOf, Most, e.Message);
        }
    }
}
