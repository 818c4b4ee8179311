using System.Globalization;
using System.Xml;
using BakeWindow.Core.Time;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Showing;

/// <summary>Instants, durations and costs for people: UTC first, the reader's own zone beside it.</summary>
internal static class Times
{
    public static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>With the offset that holds at that instant; it differs between summer and winter.</summary>
    public static string Local(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    /// <summary>The same, short: beside a whole UTC time the day of the week is enough.</summary>
    public static string LocalClock(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).ToString("ddd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    public static string Both(DateTimeOffset at, TimeZoneInfo zone) => IsUtc(zone) ? $"{Utc(at)} UTC" : $"{Utc(at)} UTC ({Local(at, zone)})";

    public static bool IsUtc(TimeZoneInfo zone) => zone.BaseUtcOffset == TimeSpan.Zero && !zone.SupportsDaylightSavingTime;

    /// <summary>An ISO 8601 duration as people write it; what is none is shown as it came.</summary>
    public static string Human(string iso)
    {
        try
        {
            return DurationText.Human(XmlConvert.ToTimeSpan(iso));
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return iso;
        }
    }

    public static string Cost(CostDocument cost) => string.Create(CultureInfo.InvariantCulture,
        $"{cost.Blocks:0.####} blocks, {cost.AttestationSlots:0.#} slots, {cost.BudgetShare:0.0%} of budget");

    /// <summary>Expected blocks lost and share of the budget spent, for a narrow column.</summary>
    public static string ShortCost(CostDocument cost) => string.Create(CultureInfo.InvariantCulture, $"{cost.Blocks:0.####} / {cost.BudgetShare:0.0%}");
}
