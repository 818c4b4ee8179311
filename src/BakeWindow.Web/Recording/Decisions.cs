using System.Threading.Channels;
using BakeWindow.Core.Deciding;
using BakeWindow.Core.Gate;
using BakeWindow.Storage;

namespace BakeWindow.Web.Recording;

/// <summary>
/// Records answers of the gate with all they were decided on. Who only asks is recorded when the answer changes for him, in the background, so that the gate answers as fast as before; what an
/// act goes by is recorded before the call returns. An answer is never held up or undone because it could not be recorded.
/// </summary>
public sealed partial class Decisions(DecisionStore store, DecisionMetrics metrics, TimeProvider time, ILogger<Decisions> logger) : BackgroundService
{
    private const int MostWaiting = 500;

    // Clients name themselves: whoever makes up names must not fill the database.
    private const int MostCallers = 2_000;
    private const int MostEachMinute = 300;
    private const int MostOfOneEachMinute = 60;

    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(30);

    private readonly Channel<Waiting> queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MostWaiting));
    private readonly Lock gate = new();

    // Whoever has it writes: a flush ends when what was taken out of the queue before it is written too.
    private readonly SemaphoreSlim pen = new(1);
    private Dictionary<(string Client, string About), Last> last = [];
    private readonly Dictionary<string, int> paces = new(StringComparer.Ordinal);
    private (long Minute, int Recorded) pace;

    /// <summary>Records what an act goes by. The same answer to the same question in the same world is the same decision.</summary>
    /// <returns>Its id, for <c>/decisions/{id}</c>; empty when it could not be recorded, which the log tells.</returns>
    public async Task<string> KeepAsync(World world, GateRequest request, Verdict verdict, DateTimeOffset now)
    {
        // The answer's own question and time are the ones to decide it by again.
        var asked = verdict with { Request = request, At = verdict.At == default ? now : verdict.At };
        return await WriteAsync(world, asked, null) ?? "";
    }

    /// <summary>Notes an answer that was given; recorded if it is another than the one before for this client and node. Quick, and never fails.</summary>
    /// <param name="world">The world it was decided on.</param>
    /// <param name="verdict">The answer.</param>
    /// <param name="client">Who asked, where the question does not say it; null: as the question says.</param>
    /// <param name="besides">What decided besides the world, in words; null: nothing did.</param>
    public void Note(World world, Verdict verdict, string? client = null, string? besides = null)
    {
        var about = verdict.Request is { Node: null, Workload: null, Bakers.Count: > 0 } r ? string.Join(',', r.Bakers.Select(b => b.Value)) : PackedDecision.Subject(verdict.Request);
        var key = (client ?? verdict.Request.Client, about);
        var answer = new Answer(verdict.GetType(), verdict.Reason, verdict.Right?.Right.Level.Value ?? 0, verdict.Right?.Right.Round ?? 0);
        Last mine;
        lock (gate)
        {
            if (last.TryGetValue(key, out var before) && before.Answer == answer)
            {
                before.Repeats++;
                before.At = verdict.At;
                return;
            }

            if (last.Count >= MostCallers || !InPace(key.Item1, verdict.At))
            {
                // Forgotten, not ignored: it is recorded when it is asked again.
                last = last.Count >= MostCallers ? [] : last;
                metrics.Dropped("too-many");
                return;
            }

            last[key] = mine = new Last(answer) { At = verdict.At };
        }

        var named = client is null ? verdict : verdict with { Request = verdict.Request with { Client = client } };
        if (!queue.Writer.TryWrite(new Waiting(world, named, mine, besides)))
        {
            metrics.Dropped("too-many");
            Forget(key, mine);
        }
    }

    /// <summary>Writes what waits, and counts what was answered again.</summary>
    internal async Task FlushAsync()
    {
        await WriteWaitingAsync();
        List<(string Id, int Times, DateTimeOffset At)> again = [];
        lock (gate)
        {
            foreach (var mine in last.Values.Where(l => l is { Repeats: > 0, Id: not null }))
            {
                again.Add((mine.Id!, mine.Repeats, mine.At));
                mine.Repeats = 0;
            }
        }

        foreach (var (id, times, at) in again)
        {
            await store.RepeatAsync(id, times, at, CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wake = new Hosting.WakeUps(time) { Every = CountEvery };
        var writing = WriteAllAsync(stoppingToken);
        await wake.RunAsync(_ => FlushAsync(), e => Log.NotCounted(logger, e), stoppingToken);
        await writing;
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await FlushAsync();
        }
        catch (Exception e)
        {
            Log.NotCounted(logger, e);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        pen.Dispose();
        base.Dispose();
    }

    private async Task WriteAllAsync(CancellationToken ct)
    {
        try
        {
            while (await queue.Reader.WaitToReadAsync(ct))
            {
                await WriteWaitingAsync();
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopping; what waits is written by the stop.
        }
    }

    private async Task WriteWaitingAsync()
    {
        await pen.WaitAsync();
        try
        {
            while (queue.Reader.TryRead(out var waiting))
            {
                waiting.Mine.Id = await WriteAsync(waiting.World, waiting.Verdict, waiting.Besides);
            }
        }
        finally
        {
            pen.Release();
        }
    }

    private async Task<string?> WriteAsync(World world, Verdict verdict, string? besides)
    {
        try
        {
            var (entry, packed) = PackedDecision.Of(world, verdict, besides);
            if (besides is null && !DecisionRecord.Read(PackedDecision.Json(packed)).Holds())
            {
                metrics.NotReproducible();
                Log.NotReproducible(logger, entry.Id, entry.Client, entry.Node, entry.Reason);
            }

            await store.AddAsync(entry, packed, CancellationToken.None);
            metrics.Recorded();
            return entry.Id;
        }
        catch (Exception e)
        {
            metrics.Dropped("failed");
            Log.NotRecorded(logger, e, verdict.Request.Client, PackedDecision.Subject(verdict.Request), verdict.Reason);
            return null;
        }
    }

    // One that asks in a loop must not take the others' place.
    private bool InPace(string client, DateTimeOffset now)
    {
        var minute = now.ToUnixTimeSeconds() / 60;
        if (pace.Minute != minute)
        {
            pace = (minute, 0);
            paces.Clear();
        }

        var own = paces.GetValueOrDefault(client);
        if (own >= MostOfOneEachMinute || pace.Recorded >= MostEachMinute)
        {
            return false;
        }

        (paces[client], pace.Recorded) = (own + 1, pace.Recorded + 1);
        return true;
    }

    private void Forget((string, string) key, Last mine)
    {
        lock (gate)
        {
            if (last.TryGetValue(key, out var now) && ReferenceEquals(now, mine))
            {
                last.Remove(key);
            }
        }
    }

    private readonly record struct Answer(Type Kind, ReasonCode Reason, int Level, int Round);

    private readonly record struct Waiting(World World, Verdict Verdict, Last Mine, string? Besides);

    private sealed class Last(Answer answer)
    {
        public Answer Answer => answer;

        public string? Id { get; set; }

        public int Repeats { get; set; }

        public DateTimeOffset At { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The answer to {Client} about {Subject} ({Reason}) could not be recorded")]
        public static partial void NotRecorded(ILogger logger, Exception e, string client, string subject, ReasonCode reason);

        [LoggerMessage(2, LogLevel.Error, "Decision {Id} ({Client}, {Subject}, {Reason}) came out otherwise when it was decided again at once: this is a bug, please report it with the JSON of the decision")]
        public static partial void NotReproducible(ILogger logger, string id, string client, string subject, string reason);

        [LoggerMessage(3, LogLevel.Warning, "How often answers were repeated could not be counted")]
        public static partial void NotCounted(ILogger logger, Exception e);
    }
}
