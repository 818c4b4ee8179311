using System.Globalization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Deciding;

/// <summary>The reckoning behind an answer, line by line and with its numbers: may the work start iff now + need ≤ earliest(e)?</summary>
public static class Arithmetic
{
    /// <summary>The lines; empty where the answer was given before any time was reckoned.</summary>
    public static IReadOnlyList<ArithmeticLine> Of(DecisionRecord record)
    {
        var (verdict, outlook) = Gatekeeper.Examine(record.World, record.Question, record.Verdict.At);
        if (outlook is null || record.World.Chain is not { } chain)
        {
            return [];
        }

        var (now, need, head) = (verdict.At, verdict.Outage.Need, chain.Head);
        List<ArithmeticLine> lines =
        [
            new("now", Utc(now)),
            new("need", $"{DurationText.Human(need)} ({verdict.Outage.Source})"),
            new("head", string.Create(CultureInfo.InvariantCulture, $"h = {head.Level}, T = {Utc(head.Timestamp)}, round r = {head.Round}, D(r) = {Seconds(chain.Constants.RoundDuration(head.Round))}, b = {Seconds(chain.Constants.MinimalBlockDelay)}")),
        ];
        if (outlook.ClosedBy(head.Level) is { } closed)
        {
            lines.Add(new("closed now", $"levels {closed.From} to {Last(closed)} ({Cause(closed)}); the head {head.Level} is among them"));
            return lines;
        }

        var e = outlook.Gaps[0].To;
        var earliest = outlook.Clock.Earliest(e);
        var next = outlook.Exclusions.FirstOrDefault(x => x.From >= e);
        lines.Add(new("e", next is null ? $"level {e}: beyond it no rights are known" : $"level {e}: levels {next.From} to {Last(next)} are closed ({Cause(next)})"));
        lines.Add(new("earliest(e)", string.Create(CultureInfo.InvariantCulture,
            $"T + D(r) + (e − h − 1)·b = {Utc(head.Timestamp)} + {Seconds(chain.Constants.RoundDuration(head.Round))} + {Math.Max(0, e - head.Level - 1)}·{Seconds(chain.Constants.MinimalBlockDelay)} = {Utc(earliest)}")));
        var fits = now + need <= earliest;
        lines.Add(new("now + need ≤ earliest(e)", $"{Utc(now + need)} {(fits ? "≤" : ">")} {Utc(earliest)}: {(fits ? "it fits" : $"{DurationText.Human(now + need - earliest)} too long")}"));
        lines.Add(new("latest start", $"earliest(e) − need = {Utc(earliest - need)}"));
        return lines;
    }

    private static string Last(ExclusionWindow closed) => closed.To.Value == int.MaxValue ? "the end of what is known" : (closed.To - 1).ToString();

    private static string Cause(ExclusionWindow closed) => (closed.Cause, closed.Right) switch
    {
        (ExclusionCause.HardRight, { } right) => $"{right.Baker} {(right.Kind is Rights.RightKind.Attestation ? "endorses" : "bakes")} level {right.Level}, round {right.Round}",
        (ExclusionCause.NonceRevelation, { } right) => $"{right.Baker} must reveal the nonce of level {right.Level}",
        (ExclusionCause.ProtocolActivation, _) => "a protocol activation is near",
        _ => "rights are not known",
    };

    private static string Utc(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.###} s");
}

/// <summary>One line of it.</summary>
/// <param name="What">The quantity.</param>
/// <param name="Value">Its value, with the figures it comes from.</param>
public sealed record ArithmeticLine(string What, string Value);
