using BakeWindow.Core.Bypasses;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Bypasses;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Auditing;

/// <summary>What is known of ways past the protection: the last report, and why there is none newer.</summary>
/// <param name="Report">The last one; null before the first.</param>
/// <param name="Problem">Why the last look failed; null when it did not.</param>
public sealed record AuditState(BypassReport? Report, string? Problem)
{
    /// <summary>Findings that somebody accepted for a while; they are not in <see cref="Report"/>.</summary>
    public IReadOnlyList<(Bypass Finding, Acceptance By)> Accepted { get; init; } = [];

    /// <summary>The same with what is accepted laid apart.</summary>
    public AuditState Without(IReadOnlyList<Acceptance> acceptances, DateTimeOffset now) =>
        Report is { } report && SplitReport.Of(report, acceptances, now) is var split ? this with { Report = split.Report, Accepted = split.Accepted } : this;
}

/// <summary>
/// Looks for ways past the protection every ten minutes, and when somebody asks; keeps the last report. Each replica looks for itself, so that each can answer. A look that fails
/// leaves the former report, with the reason beside it.
/// </summary>
public sealed partial class BypassAuditor(BypassReader? reader, ILogger<BypassAuditor> logger) : BackgroundService
{
    /// <summary>How long a look is fresh enough for whoever asks for a new one: nobody may make us read the cluster again and again.</summary>
    public static TimeSpan Fresh { get; } = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    // At the start the floors are only being made; a look before that would raise an alarm about nothing.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim one = new(1, 1);
    private DateTimeOffset lookedAt = DateTimeOffset.MinValue;
    private volatile AuditState state = new(null, null);

    /// <summary>After every look.</summary>
    public event Action<AuditState>? Changed;

    /// <summary>False when no cluster is configured: there is nothing to look at then.</summary>
    public bool HasCluster => reader is not null;

    /// <summary>What is known.</summary>
    public AuditState Now => state;

    /// <summary>Looks now, unless somebody just did.</summary>
    public async Task<AuditState> LookAsync(CancellationToken ct)
    {
        if (reader is null)
        {
            return state;
        }

        await one.WaitAsync(ct);
        try
        {
            // About the wire and those who ask, so by the real clock, also in a rehearsal whose chain runs fast.
            var now = TimeProvider.System.GetUtcNow();
            if (now - lookedAt >= Fresh)
            {
                state = await ReadAsync(reader, ct);
                lookedAt = now;
                Changed.Tell(state, logger);
            }

            return state;
        }
        finally
        {
            one.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        one.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (reader is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(Every);
        try
        {
            await Task.Delay(Settling, stoppingToken);
            do
            {
                await LookAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task<AuditState> ReadAsync(BypassReader from, CancellationToken ct)
    {
        try
        {
            var report = BypassAudit.Of(await from.ReadAsync(ct));
            Log.Looked(logger, report.KindsLookedAt, report.Count(BypassSeverity.Critical), report.Count(BypassSeverity.Warning));
            return new AuditState(report, null);
        }
        catch (ApiException e)
        {
            Log.Failed(logger, e.Message);
            return state with { Problem = e.Message };
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Log.Broke(logger, e);
            return state with { Problem = "the look broke off by a mistake of BakeWindow's; its log says more" };
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Looked for ways past the protection at {Kinds} kinds: {Critical} critical, {Warning} warnings")]
        public static partial void Looked(ILogger logger, int kinds, int critical, int warning);

        [LoggerMessage(2, LogLevel.Warning, "Ways past the protection could not be looked for: {Why}")]
        public static partial void Failed(ILogger logger, string why);

        [LoggerMessage(3, LogLevel.Error, "A look for ways past the protection broke off")]
        public static partial void Broke(ILogger logger, Exception e);
    }
}
