using System.Globalization;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Showing;

/// <summary>A verdict for people.</summary>
internal static class VerdictView
{
    public static void Show(VerdictDocument verdict, bool findings, Screen screen, TimeZoneInfo zone)
    {
        screen.Headline(Word(verdict), verdict.Allowed ? Screen.Good : Screen.Bad, verdict.Reason);
        screen.Line(verdict.Message);
        screen.Facts(
            ("Back by", verdict.BackBy is { } by ? Times.Both(by, zone) : null),
            ("Next window", verdict is { Allowed: false, NextSafeAt: { } at } ? $"{Times.Both(at, zone)}{(verdict.SafeFor is { } safe ? $", at least {Times.Human(safe)}" : "")}" : null),
            ("Need", $"{Times.Human(verdict.Need)} ({verdict.NeedSource})"),
            ("Largest gap", verdict.LargestGap is { } gap ? Times.Human(gap) : null),
            ("Cost", verdict.Cost is { } cost ? Times.Cost(cost) : null),
            ("Next right", verdict.Right is { } right
                ? string.Create(CultureInfo.InvariantCulture, $"{right.Kind} at level {right.Level}, round {right.Round}, not before {Times.Both(right.Earliest, zone)}") : null),
            ("Head", verdict.Head is { } head ? string.Create(CultureInfo.InvariantCulture, $"level {head.Level}, {Times.Human(head.Age)} old") : null),
            ("Good until", verdict.Allowed ? Times.Both(verdict.ValidUntil, zone) : null));
        if (findings)
        {
            screen.Table(
                [("", false), ("Check", false), ("Found", false)],
                verdict.Findings.Select(f => new[] { Screen.Cell(f.Passed ? "ok" : "no", f.Passed ? Screen.Good : Screen.Bad), Screen.Cell(f.Check), Screen.Cell(f.Detail) }));
        }
    }

    /// <summary>Open, Held or Can't say.</summary>
    public static string Word(VerdictDocument verdict) => verdict switch
    {
        { Allowed: true, Known: true } => "OPEN",
        { Known: true } => "HELD",
        _ => "CAN'T SAY",
    };
}
