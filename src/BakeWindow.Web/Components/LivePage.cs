using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Web.Access;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Observing;
using BakeWindow.Web.Views;
using Microsoft.AspNetCore.Components;

namespace BakeWindow.Web.Components;

/// <summary>
/// A page that is drawn again when the world or a maintenance changes, at most once in half a second; when an answer on it runs out; and now and then, so that what it says stays vouched for.
/// While the page is held nothing of that happens, but is counted.
/// </summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(20);

    private ITimer? beat;
    private int pending;
    private bool disposed;

    /// <summary>The world.</summary>
    [Inject]
    protected WorldBoard Board { get; set; } = null!;

    /// <summary>The maintenances.</summary>
    [Inject]
    protected MaintenanceRunner Runner { get; set; } = null!;

    /// <summary>The time.</summary>
    [Inject]
    protected TimeProvider Time { get; set; } = null!;

    /// <summary>Who looks, and what he may.</summary>
    [Inject]
    protected Visitor Visitor { get; set; } = null!;

    /// <summary>Whether the picture may move.</summary>
    [Inject]
    protected PageHold Hold { get; set; } = null!;

    /// <summary>The zone in which he reads.</summary>
    [CascadingParameter]
    protected Viewer Viewer { get; set; } = Viewer.Utc;

    /// <summary>Called on the page's own thread before it is drawn again.</summary>
    protected virtual Task RefreshAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Board.Changed += WorldChanged;
        Runner.Changed += MaintenanceChanged;
        Hold.Released += Released;
    }

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender) => beat ??= TimeProvider.System.CreateTimer(_ => _ = DrawAsync(news: false, rests: Hold.Rests), null, Beat, Beat);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of the streams.</summary>
    protected virtual void Dispose(bool disposing)
    {
        disposed = true;
        Board.Changed -= WorldChanged;
        Runner.Changed -= MaintenanceChanged;
        Hold.Released -= Released;
        beat?.Dispose();
    }

    private void WorldChanged(World world) => _ = SoonAsync();

    private void MaintenanceChanged(MaintenanceRecord record) => _ = SoonAsync();

    private async Task SoonAsync()
    {
        if (Interlocked.Exchange(ref pending, 1) == 1)
        {
            return;
        }

        // Real time on purpose: this is about people's eyes and the wire, whatever clock the chain runs by.
        await Task.Delay(Calm, TimeProvider.System);
        Interlocked.Exchange(ref pending, 0);
        await DrawAsync(news: true, rests: Hold.Rests);
    }

    private void Released() => _ = DrawAsync(news: false, rests: false);

    private async Task DrawAsync(bool news, bool rests)
    {
        try
        {
            await InvokeAsync(async () =>
            {
                if (disposed)
                {
                    return;
                }

                if (!rests)
                {
                    beat?.Change(Beat, Beat);
                    await RefreshAsync();
                    StateHasChanged();
                }
                else if (news)
                {
                    Hold.Note();
                }
            });
        }
        catch (ObjectDisposedException)
        {
            // The page was left between the change and its drawing.
        }
    }
}
