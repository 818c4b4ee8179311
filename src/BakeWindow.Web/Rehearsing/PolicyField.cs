using System.Globalization;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Time;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Rehearsing;

/// <summary>One setting of the policy that a rehearsal can change: its key below <c>BakeWindow:Policy</c>, how it reads, and how a text is put into the options.</summary>
internal sealed record PolicyField(string Key, string Label, string Hint, Func<Policy, string> Text, Func<BakeWindowOptions.PolicyOptions, string, string?> Put, Func<Policy, Policy, Policy> Take)
{
    /// <summary>Its name in addresses and bodies.</summary>
    public string Name { get; } = char.ToLowerInvariant(Key[0]) + Key[1..];

    /// <summary>All of them, in order of the page.</summary>
    public static IReadOnlyList<PolicyField> All { get; } =
    [
        Share("BudgetPerMaintenance", "Budget share of one maintenance", p => p.BudgetPerMaintenance, (o, v) => o.BudgetPerMaintenance = v, (p, q) => p with { BudgetPerMaintenance = q.BudgetPerMaintenance }),
        Share("BudgetReserve", "Budget kept for accidents", p => p.BudgetReserve, (o, v) => o.BudgetReserve = v, (p, q) => p with { BudgetReserve = q.BudgetReserve }),
        Whole("HardRounds", "Hard rounds", "rights of rounds 0 to this must not be missed", p => p.HardRounds, (o, v) => o.HardRounds = v, (p, q) => p with { HardRounds = q.HardRounds }),
        Duration("Guard", "Guard", "added to the learned p95", p => p.Guard, (o, v) => o.Guard = v, (p, q) => p with { Guard = q.Guard }),
        Duration("WarmUp", "Warm-up", "back so long before a right", p => p.WarmUp, (o, v) => o.WarmUp = v, (p, q) => p with { WarmUp = q.WarmUp }),
        Whole("SettleLevels", "Settle levels", "a right still closes for so many levels", p => p.SettleLevels, (o, v) => o.SettleLevels = v, (p, q) => p with { SettleLevels = q.SettleLevels }),
        Blocks("AcceptedBlocks", "As good as free", p => p.AcceptedBlocks, (o, v) => o.AcceptedBlocks = v, (p, q) => p with { AcceptedBlocks = q.AcceptedBlocks }),
        Blocks("MostBlocks", "Most blocks of a start", p => p.MostBlocks, (o, v) => o.MostBlocks = v, (p, q) => p with { MostBlocks = q.MostBlocks }),
        Blocks("ApprovedUpToBlocks", "Approved by itself up to, blocks", p => p.ApprovedUpToBlocks, (o, v) => o.ApprovedUpToBlocks = v, (p, q) => p with { ApprovedUpToBlocks = q.ApprovedUpToBlocks }),
        Share("ApprovedUpToBudget", "Approved by itself up to, budget", p => p.ApprovedUpToBudget, (o, v) => o.ApprovedUpToBudget = v, (p, q) => p with { ApprovedUpToBudget = q.ApprovedUpToBudget }),
        Duration("ApprovalLead", "Approval lead", "a person is asked so long before a start", p => p.ApprovalLead, (o, v) => o.ApprovalLead = v, (p, q) => p with { ApprovalLead = q.ApprovalLead }),
        new("Hours", "Allowed hours", "Mon-Fri 09:00-17:00; daily 01:00-05:00; or any", p => HoursText(p.Hours), PutHours, (p, q) => p with { Hours = q.Hours }),
        new("Zone", "Zone of the hours", "IANA, e.g. Europe/Paris", p => p.Hours?.Zone.Id ?? "", (o, text) => Done(() => o.Zone = text), (p, q) => p with { Hours = q.Hours }),
    ];

    /// <summary>A duration as a person writes it: <c>1m30s</c>.</summary>
    internal static string Short(TimeSpan duration)
    {
        var (days, rest) = (duration.Days, duration);
        var text = string.Concat(
            days > 0 ? string.Create(CultureInfo.InvariantCulture, $"{days}d") : "",
            rest.Hours > 0 ? string.Create(CultureInfo.InvariantCulture, $"{rest.Hours}h") : "",
            rest.Minutes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{rest.Minutes}m") : "",
            rest.Seconds > 0 ? string.Create(CultureInfo.InvariantCulture, $"{rest.Seconds}s") : "");
        return text.Length == 0 ? "0s" : text;
    }

    private static string HoursText(AllowedHours? hours) => hours is null ? "any" : string.Join("; ", hours.Spans.Select(s =>
        string.Create(CultureInfo.InvariantCulture, $"{(s.Days.Count == 7 ? "daily" : string.Join(',', s.Days.Order().Select(d => d.ToString()[..3])))} {s.From:HH\\:mm}-{s.To:HH\\:mm}")));

    private static string? PutHours(BakeWindowOptions.PolicyOptions o, string text)
    {
        o.Hours = text.Trim() is "any" or "" ? [] : [.. text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        o.Zone = o.Hours.Count == 0 ? "" : o.Zone.Length == 0 ? "UTC" : o.Zone;
        return null;
    }

    private static string? Done(Action put)
    {
        put();
        return null;
    }

    private static PolicyField Duration(string key, string label, string hint, Func<Policy, TimeSpan> of, Action<BakeWindowOptions.PolicyOptions, string> put, Func<Policy, Policy, Policy> take) =>
        new(key, label, hint, p => Short(of(p)), (o, text) => Done(() => put(o, text)), take);

    private static PolicyField Share(string key, string label, Func<Policy, double> of, Action<BakeWindowOptions.PolicyOptions, double> put, Func<Policy, Policy, Policy> take) =>
        Number(key, label, "a share, 0.1 is 10 %", of, put, take);

    private static PolicyField Blocks(string key, string label, Func<Policy, double> of, Action<BakeWindowOptions.PolicyOptions, double> put, Func<Policy, Policy, Policy> take) =>
        Number(key, label, "expected blocks", of, put, take);

    private static PolicyField Number(string key, string label, string hint, Func<Policy, double> of, Action<BakeWindowOptions.PolicyOptions, double> put, Func<Policy, Policy, Policy> take) =>
        new(key, label, hint, p => of(p).ToString("0.######", CultureInfo.InvariantCulture), (o, text) =>
            double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var v) ? Done(() => put(o, v)) : "write a number, with a point before the fraction", take);

    private static PolicyField Whole(string key, string label, string hint, Func<Policy, int> of, Action<BakeWindowOptions.PolicyOptions, int> put, Func<Policy, Policy, Policy> take) =>
        new(key, label, hint, p => of(p).ToString(CultureInfo.InvariantCulture), (o, text) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var v) ? Done(() => put(o, v)) : "write a whole number", take);
}
