using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Tezos.Duties;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Hosting;

namespace BakeWindow.Web.Observing;

/// <summary>Asks each baker's signer for the key; never around a duty, for a probe has made a signature fail before.</summary>
public sealed partial class HealthObserver(WorldBoard board, HealthBook book, Settings settings, HttpClient http, TimeProvider time, ILogger<HealthObserver> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int LongestRest = 100;

    private readonly List<(DeclaredBaker Baker, SignerProbe Signer)> looks =
        [.. settings.Bakers.Where(b => b.SignerUrl is not null).Select(b => (b, new SignerProbe(http, b.SignerUrl!, $"signer of {b.Name}", TimeProvider.System, Patience)))];

    /// <summary>Looks once at everybody, at all at once: one that hangs must not make what is known of the others old.</summary>
    public Task LookAsync(CancellationToken ct) => Task.WhenAll(looks.Select(l => LookAsync(l.Baker, l.Signer, ct)));

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        looks.Count == 0 ? Task.CompletedTask : new WakeUps(time) { Every = Every }.RunAsync(LookAsync, e => Log.LookFailed(logger, e), stoppingToken);

    private async Task LookAsync(DeclaredBaker baker, SignerProbe signer, CancellationToken ct)
    {
        var rest = Rest(baker);
        SignerAnswer? answer = rest is not null ? null : await signer.AskAsync(baker.SignerKey, ct);
        var now = time.GetUtcNow();
        book.Write(baker.Address, h => answer is { } said ? h.WithSigner(said, now) : h with { Rest = rest });
        board.UpdateBaker(baker.Address, b =>
        {
            // A signer that was left in peace is believed to be as it was.
            var next = b with { SignerHealthy = answer is { } said ? said is SignerAnswer.KeyLoaded : b.SignerHealthy };
            if (next != b)
            {
                Log.Health(logger, baker.Name, next.SignerHealthy);
            }

            return next;
        });
    }

    // Where the chain stands must be known for it, and by a head so fresh that the next but one can't be there yet.
    private SignerRest? Rest(DeclaredBaker baker)
    {
        var world = board.Now;
        if (world.Chain is not { } chain)
        {
            return new SignerRest("no head is known, so it is not known whether a duty is near", null);
        }

        if (time.GetUtcNow() - chain.Head.Timestamp > 2 * chain.Constants.MinimalBlockDelay)
        {
            return new SignerRest("the head is old, so it is not known whether a duty is near", null);
        }

        if (world.Bakers.First(b => b.Baker == baker.Address).Rights is not { } rights)
        {
            return new SignerRest("its rights are not known, so it is not known whether a duty is near", null);
        }

        return SignerProbe.IsForbidden(rights.Sheet, chain.Head.Level, chain.Constants.Era, settings.Policy.HardRounds)
            ? new SignerRest($"a duty is within {SignerProbe.QuietLevels} levels", Free(rights.Sheet, chain))
            : null;
    }

    // The first level at which, by what is known now, it may be asked again; beyond what the sheet knows nothing can be told.
    private Level? Free(RightsSheet sheet, ChainView chain)
    {
        for (var head = chain.Head.Level + 1; head < sheet.Last && head - chain.Head.Level < LongestRest; head += 1)
        {
            if (!SignerProbe.IsForbidden(sheet, head, chain.Constants.Era, settings.Policy.HardRounds))
            {
                return head;
            }
        }

        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Baker}: signer answers {Signs}")]
        public static partial void Health(ILogger logger, string baker, bool? signs);

        [LoggerMessage(2, LogLevel.Error, "A look at the bakers' signers failed; the next one tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);
    }
}
