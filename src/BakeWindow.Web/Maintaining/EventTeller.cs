using System.Threading.Channels;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Telling;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Maintaining;

/// <summary>Tells of each step as Kubernetes Events. It holds nobody up and fails nothing: what can't be told in time, or is too much, is dropped.</summary>
public sealed partial class EventTeller(WorldBoard board, MaintenanceRunner runner, ClusterEvents events, Leadership leadership, ILogger<EventTeller> logger) : BackgroundService
{
    private const int Most = 200;

    // Like client-go's recorder: some at once, then few. By the real clock, for it is about the real API server.
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private readonly Channel<Announcement> waiting = Channel.CreateBounded<Announcement>(new BoundedChannelOptions(Most) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Dictionary<string, string> last = new(StringComparer.Ordinal);
    private string? failing;

    /// <summary>Says it some time soon.</summary>
    public void Tell(Announcement what) => waiting.Writer.TryWrite(what);

    /// <summary>Takes up what a maintenance that has changed gives to tell: once for each phase that it comes to.</summary>
    public void Take(MaintenanceRecord m)
    {
        lock (last)
        {
            var known = last.GetValueOrDefault(m.Id);
            last[m.Id] = m.Phase.Name;
            if (m.Phase.IsTerminal)
            {
                last.Remove(m.Id);
            }

            if (known == m.Phase.Name || !leadership.IsLeader)
            {
                return;
            }
        }

        foreach (var what in Announcement.Of(m, board.Now))
        {
            Tell(what);
        }
    }

    /// <summary>Says all that waits, as far as the API takes it.</summary>
    public async Task TellAllAsync(CancellationToken ct)
    {
        while (waiting.Reader.TryRead(out var what))
        {
            try
            {
                await events.TellAsync(what, ct);
                failing = null;
            }
            catch (ApiException e)
            {
                // Once, and not at every try.
                if (failing != e.Message)
                {
                    failing = e.Message;
                    Log.NotTold(logger, what.Reason, what.Name, e.Message);
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        runner.Changed += Take;
        try
        {
            while (await waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                await TellAllAsync(stoppingToken);
                await Task.Delay(Between, TimeProvider.System, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
        finally
        {
            runner.Changed -= Take;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Event {Reason} of {Name} could not be written: {Why}")]
        public static partial void NotTold(ILogger logger, string reason, string name, string why);
    }
}
