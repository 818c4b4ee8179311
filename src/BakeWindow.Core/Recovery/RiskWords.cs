using System.Globalization;
using BakeWindow.Core.Alerting;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Recovery;

/// <summary>An assessment in words, and as an alert.</summary>
public static class RiskWords
{
    private const int MostRights = 6;

    /// <summary>The beginning of every alert's id.</summary>
    public const string Family = "at-risk/";

    /// <summary>The alert of it.</summary>
    /// <param name="risk">The assessment.</param>
    /// <param name="name">The baker's name.</param>
    public static Alert Alert(BakerRisk risk, string name) => new()
    {
        Id = Family + name,
        Kind = AlertKind.AtRisk,
        Severity = risk.Severity,
        Title = $"{name} is at risk: {Down(risk)}. {Stake(risk)}",
        Lines = Lines(risk),
        Since = risk.Since,
        Essence = risk.Essence,
        Baker = risk.Baker,
        Node = risk.Faults.FirstOrDefault(f => f.Kind is FaultKind.Machine)?.Subject,
    };

    /// <summary>What is down, all of it.</summary>
    public static string Down(BakerRisk risk) => string.Join(", ", risk.Faults.Select(f => f.Words.TrimEnd('.')));

    /// <summary>What may be lost first.</summary>
    public static string Stake(BakerRisk risk) => risk.CannotKnow is { } why && risk.Rights.Count == 0 ? $"Which rights are near can't be said: {why}."
        : risk.First is { } first ? Of(first)
        : "No right falls into the time that recovery is likely to take.";

    /// <summary>A sentence each.</summary>
    public static IReadOnlyList<string> Lines(BakerRisk risk)
    {
        var lines = new List<string>
        {
            $"Down since {risk.Since.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z: {Down(risk)}.",
            $"Back in half of such cases within {DurationText.Human(risk.LeftP50)}, in 19 of 20 {(risk.LeftP95 is { } p95 ? "within " + DurationText.Human(p95) : "nobody knows when: it has lasted longer than any that is known")} ({risk.Source}).",
        };
        // A nonce costs a whole cycle's pay, so none stands behind "and more".
        lines.AddRange(risk.Rights.Where(r => r.Kind is RightKind.NonceRevelation).Concat(risk.Rights.Where(r => r.Kind is not RightKind.NonceRevelation)).Take(MostRights).Select(Of));
        if (risk.Rights.Count > MostRights)
        {
            lines.Add($"And {risk.Rights.Count - MostRights} more rights.");
        }

        if (risk.CannotKnow is { } why)
        {
            lines.Add($"Not all can be known: {why}.");
        }

        if (risk.AttestationLevels > 0)
        {
            var pay = risk.AttestingPayMutez is { } mutez && risk.BudgetGone > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({mutez / 1e6:0.##} tez)") : "";
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"Attestations of about {risk.AttestationLevels:0} levels are missed{(risk.BudgetShare is { } share ? $", {share:P1} of the cycle's budget" : "; the budget is not known")}; the cycle's pay{pay} is lost with a chance of {risk.BudgetGone:P1}."));
        }

        lines.AddRange(risk.Advice);
        return lines;
    }

    /// <summary>What became of it, once all is back. Reckoned from the last assessment; what was lost the blocks will tell.</summary>
    /// <param name="risk">The last assessment.</param>
    /// <param name="world">The world now.</param>
    /// <param name="now">Now.</param>
    public static string End(BakerRisk risk, World world, DateTimeOffset now)
    {
        var lasted = DurationText.Human(now - risk.Since);
        if (world.Chain is not { } chain || world.Bakers.FirstOrDefault(b => b.Baker == risk.Baker)?.Rights is not { } rights || risk.SinceLevel is not { } from)
        {
            return $"All is back after {lasted}; which rights came meanwhile is not known.";
        }

        var head = chain.Head.Level;
        var hard = HardRights.Between(chain, [rights], world.Policy, from + 1, rights.Sheet.Last);
        var come = hard.Where(r => r.Level <= head).ToList();
        if (come.Count > 0)
        {
            return $"All is back after {lasted}; {string.Join(", ", come.Take(MostRights).Select(r => $"{Kind(r.Kind)} {r.Level}"))} came meanwhile. What became of {(come.Count == 1 ? "it" : "them")} the blocks tell.";
        }

        var missed = chain.Constants.Era is ConsensusEra.Tenderbake && rights.Sheet.Attesting(from + 1, head).Levels is var levels and > 0 ? $" Attestations of up to {levels} levels were missed, which the cycle's budget is for." : "";
        if (hard.Count == 0)
        {
            return $"All is back after {lasted}; no right was lost, and none is known ahead.{missed}";
        }

        var next = hard[0];
        return $"All is back after {lasted}: back in time by {DurationText.Human(new LevelClock(chain).Earliest(next.Level, next.Round) - now)}, before {Kind(next.Kind)} {next.Level}.{missed}";
    }

    private static string Of(RightAtRisk right) => right.HasCome
        ? $"The {Kind(right.Kind)} {right.Level} came while it was down."
        : right.Kind is RightKind.NonceRevelation
        ? string.Create(CultureInfo.InvariantCulture, $"A nonce must be revealed by level {right.Level} (not before {right.Earliest!.Value.UtcDateTime:HH:mm:ss}Z); lost with a chance of {right.Probability:P0}, and with it the cycle's pay.")
        : string.Create(CultureInfo.InvariantCulture, $"The {Kind(right.Kind)} {right.Level} (not before {right.Earliest!.Value.UtcDateTime:HH:mm:ss}Z) is lost with a chance of {right.Probability:P0}.");

    private static string Kind(RightKind kind) => kind switch { RightKind.Attestation => "endorsement of", RightKind.NonceRevelation => "nonce of", _ => "block at" };
}
