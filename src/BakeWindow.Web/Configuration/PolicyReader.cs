using System.Globalization;
using System.Text.RegularExpressions;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Readiness;
using BakeWindow.Core.Time;

namespace BakeWindow.Web.Configuration;

/// <summary>Reads the policy; what is left out keeps the design's default.</summary>
internal static partial class PolicyReader
{
    private static readonly Policy Default = new();

    public static Policy Read(BakeWindowOptions.PolicyOptions o, Complaints complaints) => new()
    {
        WarmUp = Duration("WarmUp", o.WarmUp, Default.WarmUp, complaints),
        SettleLevels = Number("SettleLevels", o.SettleLevels, Default.SettleLevels, 1, 60, complaints),
        HardRounds = Number("HardRounds", o.HardRounds, Default.HardRounds, 0, 7, complaints),
        Freeze = Duration("Freeze", o.Freeze, Default.Freeze, complaints),
        Guard = Duration("Guard", o.Guard, Default.Guard, complaints),
        BudgetPerMaintenance = Share("BudgetPerMaintenance", o.BudgetPerMaintenance, Default.BudgetPerMaintenance, complaints),
        BudgetReserve = Share("BudgetReserve", o.BudgetReserve, Default.BudgetReserve, complaints),
        AcceptedBlocks = Blocks("AcceptedBlocks", o.AcceptedBlocks, Default.AcceptedBlocks, complaints),
        MostBlocks = Blocks("MostBlocks", o.MostBlocks, Default.MostBlocks, complaints),
        ApprovedUpToBlocks = Blocks("ApprovedUpToBlocks", o.ApprovedUpToBlocks, Default.ApprovedUpToBlocks, complaints),
        ApprovedUpToBudget = Share("ApprovedUpToBudget", o.ApprovedUpToBudget, Default.ApprovedUpToBudget, complaints),
        FourEyes = FourEyesOf(o.Approval.FourEyes, complaints),
        FourEyesAboveBlocks = Blocks("Approval:FourEyesAboveBlocks", o.Approval.FourEyesAboveBlocks, Default.FourEyesAboveBlocks, complaints),
        Access = Access(o.Access, complaints),
        ApprovalLead = Duration("ApprovalLead", o.ApprovalLead, Default.ApprovalLead, complaints),
        RebootPatience = Duration("RebootPatience", o.RebootPatience, Default.RebootPatience, complaints),
        PoolSpacing = Duration("PoolSpacing", o.PoolSpacing, Default.PoolSpacing, complaints),
        ReleaseTo = Neighbours(o, complaints),
        MaxHold = Duration("MaxHold", o.MaxHold, Default.MaxHold, complaints),
        LoseEmptyDir = o.LoseEmptyDir ?? Default.LoseEmptyDir,
        Readiness = Readiness(o.Preflight, complaints),
        Prior = Prior(o, complaints),
        Hours = Hours(o, complaints),
        Freezes = Freezes(o, complaints),
    };

    private static TimeSpan Duration(string name, string text, TimeSpan fallback, Complaints complaints)
    {
        if (text.Length == 0)
        {
            return fallback;
        }

        if (DurationText.TryParse(text, out var duration, out var error))
        {
            return duration;
        }

        complaints.Add($"Policy:{name}", text, error);
        return fallback;
    }

    private static List<string> Neighbours(BakeWindowOptions.PolicyOptions o, Complaints complaints)
    {
        foreach (var unknown in o.ReleaseTo.Where(n => n is not ("kured" or "fluo")))
        {
            complaints.Add("Policy:ReleaseTo", unknown, "write kured or fluo: neighbours whose wish to reboot is seen");
        }

        return [.. o.ReleaseTo.Distinct()];
    }

    private static int Number(string name, int? value, int fallback, int least, int most, Complaints complaints)
    {
        if (value is { } v && (v < least || v > most))
        {
            complaints.Add($"Policy:{name}", v.ToString(CultureInfo.InvariantCulture), $"write a number from {least} to {most}");
        }

        return value ?? fallback;
    }

    private static double Share(string name, double? value, double fallback, Complaints complaints)
    {
        if (value is { } v && v is not (>= 0 and <= 1))
        {
            complaints.Add($"Policy:{name}", v.ToString(CultureInfo.InvariantCulture), "write a share from 0 to 1, e.g. 0.1 for 10 %");
        }

        return value ?? fallback;
    }

    private static double Blocks(string name, double? value, double fallback, Complaints complaints)
    {
        if (value is { } v && v is not (>= 0 and <= 100))
        {
            complaints.Add($"Policy:{name}", v.ToString(CultureInfo.InvariantCulture), "write a number of expected blocks from 0 to 100");
        }

        return value ?? fallback;
    }

    private static FourEyes FourEyesOf(string text, Complaints complaints)
    {
        if (text.Length == 0)
        {
            return Default.FourEyes;
        }

        if (Enum.TryParse<FourEyes>(text, ignoreCase: true, out var rule) && !int.TryParse(text, CultureInfo.InvariantCulture, out _))
        {
            return rule;
        }

        complaints.Add("Policy:Approval:FourEyes", text, "write Never, Always (whoever asked may not approve) or AbovePrice (so above FourEyesAboveBlocks)");
        return Default.FourEyes;
    }

    private static WindowAccess Access(string text, Complaints complaints)
    {
        if (text.Length == 0)
        {
            return Default.Access;
        }

        if (Enum.TryParse<WindowAccess>(text, ignoreCase: true, out var access) && !int.TryParse(text, CultureInfo.InvariantCulture, out _))
        {
            return access;
        }

        complaints.Add("Policy:Access", text, "write Windowed (everybody may use a safe window) or Ticketed (only who holds a ticket)");
        return Default.Access;
    }

    private static ReadinessPolicy Readiness(BakeWindowOptions.PreflightOptions o, Complaints complaints) => new()
    {
        SignerWellFor = o.SignerWellFor is "0" or "0s" ? TimeSpan.Zero : Duration("Preflight:SignerWellFor", o.SignerWellFor, Default.Readiness.SignerWellFor, complaints),
        PeersAtLeast = Number("Preflight:PeersAtLeast", o.PeersAtLeast, Default.Readiness.PeersAtLeast, 1, 100, complaints),
        MostLag = Number("Preflight:MostLag", o.MostLag, Default.Readiness.MostLag, 1, 100, complaints),
        Demands =
        [
            .. ((PreflightCode Check, string Text)[])
            [
                (PreflightCode.SignerPath, o.SignerPath), (PreflightCode.NodeInSync, o.NodeInSync), (PreflightCode.Peers, o.Peers), (PreflightCode.Sentries, o.Sentries),
                (PreflightCode.StorageUpgrade, o.StorageUpgrade), (PreflightCode.Image, o.Image), (PreflightCode.Volume, o.Volume), (PreflightCode.Schedulable, o.Schedulable),
                (PreflightCode.SingleBaker, o.SingleBaker),
            ] is var all ? all.Where(c => c.Text.Length > 0).Select(c => DemandOf(c.Check, c.Text, complaints)).OfType<DemandOf>() : [],
        ],
    };

    // A node that is known to be behind, and a signer that is known to be away, hold in any case; to ignore a check is for what this cluster can't have.
    private static DemandOf? DemandOf(PreflightCode check, string text, Complaints complaints)
    {
        if (Enum.TryParse<Demand>(text, ignoreCase: true, out var demand) && !int.TryParse(text, CultureInfo.InvariantCulture, out _))
        {
            return new DemandOf(check, demand);
        }

        complaints.Add($"Policy:Preflight:{check}", text, "write require (unless it is known to be well nothing is disturbed), warn (it is told) or ignore (it is not looked at)");
        return null;
    }

    private static DurationPrior Prior(BakeWindowOptions.PolicyOptions o, Complaints complaints)
    {
        var prior = new DurationPrior(
            Duration("PriorMedian", o.PriorMedian, Default.Prior.Median, complaints),
            Duration("PriorP95", o.PriorP95, Default.Prior.P95, complaints),
            Duration("PriorCap", o.PriorCap, Default.Prior.Cap, complaints));
        if (prior.P95 < prior.Median || prior.Cap < prior.P95)
        {
            complaints.Add("Policy:PriorMedian, PriorP95, PriorCap",
                $"{DurationText.Human(prior.Median)}, {DurationText.Human(prior.P95)}, {DurationText.Human(prior.Cap)}", "each must be at least as long as the one before");
            return Default.Prior;
        }

        return prior;
    }

    private static AllowedHours? Hours(BakeWindowOptions.PolicyOptions o, Complaints complaints)
    {
        if (o.Hours.Count == 0 && o.Zone.Length == 0)
        {
            return null;
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(o.Zone, out var zone))
        {
            complaints.Add("Policy:Zone", o.Zone, "write an IANA zone like Europe/Paris or UTC; the hours are meant in it");
            zone = TimeZoneInfo.Utc;
        }

        var spans = Spans("Policy:Hours", o.Hours, complaints);

        var dates = new List<DateOnly>();
        for (var i = 0; i < o.ExcludedDates.Count; i++)
        {
            if (DateOnly.TryParseExact(o.ExcludedDates[i], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            {
                dates.Add(date);
            }
            else
            {
                complaints.Add($"Policy:ExcludedDates:{i}", o.ExcludedDates[i], "write a date like 2026-12-24");
            }
        }

        return spans.Count == 0 ? null : new AllowedHours(zone, spans, dates);
    }

    /// <summary>Weekly hours in a zone; null: none are given.</summary>
    public static AllowedHours? HoursOf(string setting, IReadOnlyList<string> hours, string zoneSetting, string zone, Complaints complaints)
    {
        if (hours.Count == 0)
        {
            return null;
        }

        var found = TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var read);
        if (!found)
        {
            complaints.Add(zoneSetting, zone, "write an IANA zone like Europe/Paris or UTC; the hours are meant in it");
        }

        return Spans(setting, hours, complaints) is { Count: > 0 } spans && found ? new AllowedHours(read!, spans) : null;
    }

    private static List<WeeklySpan> Spans(string setting, IReadOnlyList<string> hours, Complaints complaints)
    {
        var spans = new List<WeeklySpan>();
        for (var i = 0; i < hours.Count; i++)
        {
            if (Span(hours[i]) is { } span)
            {
                spans.Add(span);
            }
            else
            {
                complaints.Add($"{setting}:{i}", hours[i], "write days and hours like Mon-Fri 09:00-17:00, Sat,Sun 22:00-06:00 or daily 01:00-05:00");
            }
        }

        return spans;
    }

    private static WeeklySpan? Span(string text)
    {
        var m = SpanText().Match(text.Trim());
        if (!m.Success
            || !TimeOnly.TryParseExact(m.Groups["from"].Value, "H:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from)
            || !TimeOnly.TryParseExact(m.Groups["to"].Value == "24:00" ? "0:00" : m.Groups["to"].Value, "H:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var to))
        {
            return null;
        }

        var days = new HashSet<DayOfWeek>();
        foreach (var part in m.Groups["days"].Value.Split(','))
        {
            if (part.Equals("daily", StringComparison.OrdinalIgnoreCase))
            {
                days.UnionWith(Enum.GetValues<DayOfWeek>());
                continue;
            }

            var ends = part.Split('-');
            var (first, last) = (Day(ends[0]), Day(ends[^1]));
            if (first is not { } day || last is not { } end)
            {
                return null;
            }

            days.Add(day);
            while (day != end)
            {
                day = (DayOfWeek)(((int)day + 1) % 7);
                days.Add(day);
            }
        }

        return new WeeklySpan(days, from, to);
    }

    private static DayOfWeek? Day(string text) =>
        text.Length >= 3 && Enum.GetValues<DayOfWeek>().Cast<DayOfWeek?>().FirstOrDefault(d => d!.Value.ToString().StartsWith(text, StringComparison.OrdinalIgnoreCase)) is { } day ? day : null;

    private static List<FreezePeriod> Freezes(BakeWindowOptions.PolicyOptions o, Complaints complaints)
    {
        var freezes = new List<FreezePeriod>();
        for (var i = 0; i < o.Freezes.Count; i++)
        {
            var f = o.Freezes[i];
            var before = complaints.All.Count;
            var from = SettingsReader.Instant($"Policy:Freezes:{i}:From", f.From, complaints);
            var to = SettingsReader.Instant($"Policy:Freezes:{i}:To", f.To, complaints);
            if (complaints.All.Count == before && to <= from)
            {
                complaints.Add($"Policy:Freezes:{i}:To", f.To, "the end must come after the start");
            }

            if (complaints.All.Count == before)
            {
                freezes.Add(new FreezePeriod(new TimeRange(from, to), f.Reason.Length > 0 ? f.Reason : "no reason given", f.Owner));
            }
        }

        return freezes;
    }

    [GeneratedRegex(@"^(?<days>daily|[A-Za-z]{3,9}(?:[-,][A-Za-z]{3,9})*)\s+(?<from>\d{1,2}:\d{2})\s*-\s*(?<to>\d{1,2}:\d{2})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex SpanText();
}
