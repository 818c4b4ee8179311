using BakeWindow.Core.Alerting;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Incidents;
using BakeWindow.Core.Rights;
using BakeWindow.Web.Alerting;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Recording;

namespace BakeWindow.Web.Recovering;

/// <summary>Says that a right was missed: as evidence, and as an alert that lasts an hour, for nothing can mend it.</summary>
public sealed class MissedAlarm(AlertBook alerts, EvidenceLog evidence, Settings settings, TimeProvider time)
{
    private const string Family = "missed/";
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(1);

    // What is caught up after a long downtime is for the ledger, and nobody is woken for it.
    private static readonly TimeSpan News = TimeSpan.FromHours(6);

    /// <summary>A block or an endorsement of the priority era was missed.</summary>
    /// <param name="baker">Whose.</param>
    /// <param name="kind">What.</param>
    /// <param name="level">Where.</param>
    /// <param name="at">When the block stood that shows it.</param>
    /// <param name="how">What stands instead, in a sentence.</param>
    public void Missed(BakerAddress baker, RightKind kind, Level level, DateTimeOffset at, string how)
    {
        var name = settings.NameOf(baker);
        var what = kind is RightKind.Attestation ? $"{name} missed its endorsement of level {Number(level)}" : $"{name} missed its block at level {Number(level)}";
        evidence.Write(new Evidence { At = at, Lane = EvidenceLane.Rights, Subject = name, Code = kind is RightKind.Attestation ? "attestation-missed" : "block-missed", Text = $"{what}: {how}", Source = "blocks", Baker = baker });
        if (time.GetUtcNow() - at <= News)
        {
            alerts.Raise(new Alert { Id = $"{Family}{name}/{level}", Kind = AlertKind.Missed, Severity = AlertSeverity.Critical, Title = what + ".", Lines = [how], Since = at, Essence = "missed", Baker = baker, Page = "/ledger" });
        }
    }

    /// <summary>A right was used; for time lines.</summary>
    public void Made(BakerAddress baker, Level level, DateTimeOffset at, string how) =>
        evidence.Write(new Evidence { At = at, Lane = EvidenceLane.Rights, Subject = settings.NameOf(baker), Code = "right-made", Text = $"Level {level}: {how}", Source = "blocks", Baker = baker });

    private static string Number(Level level) => level.Value.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Ends what has been told for long enough, also what was told before this process began.</summary>
    public void EndOld()
    {
        foreach (var old in alerts.Lasting.Where(a => a.Id.StartsWith(Family, StringComparison.Ordinal) && time.GetUtcNow() - a.Since >= Lasts))
        {
            alerts.End(old.Id);
        }
    }
}
