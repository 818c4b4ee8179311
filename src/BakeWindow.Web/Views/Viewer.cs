using System.Globalization;

namespace BakeWindow.Web.Views;

/// <summary>Who looks at a page: their time zone. Times are always shown in UTC too.</summary>
public sealed record Viewer(TimeZoneInfo Zone)
{
    /// <summary>Before a browser has told its zone.</summary>
    public static Viewer Utc { get; } = new(TimeZoneInfo.Utc);

    // Browsers go on telling former names, which a machine need not know any more.
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal)
    {
        ["Asia/Calcutta"] = "Asia/Kolkata",
        ["Asia/Katmandu"] = "Asia/Kathmandu",
        ["Asia/Rangoon"] = "Asia/Yangon",
        ["Asia/Saigon"] = "Asia/Ho_Chi_Minh",
        ["Europe/Kiev"] = "Europe/Kyiv",
        ["Atlantic/Faeroe"] = "Atlantic/Faroe",
        ["America/Buenos_Aires"] = "America/Argentina/Buenos_Aires",
    };

    /// <summary>A viewer in an IANA zone; an unknown or missing one is UTC.</summary>
    public static Viewer In(string? zone) =>
        zone is { Length: > 0 and <= 64 } && TimeZoneInfo.TryFindSystemTimeZoneById(Renamed.GetValueOrDefault(zone, zone), out var found) ? new Viewer(found) : Utc;

    /// <summary>True when the viewer's zone says something that UTC does not.</summary>
    public bool HasOwnZone => Zone.Id is not ("UTC" or "Etc/UTC");

    /// <summary>The city of the zone, as people call it.</summary>
    public string City => Zone.Id[(Zone.Id.LastIndexOf('/') + 1)..].Replace('_', ' ');

    /// <summary><c>14:07:30</c>, with the date in front where it is another day than now.</summary>
    public static string InUtc(DateTimeOffset at, DateTimeOffset now) => Text(at.ToUniversalTime(), now.ToUniversalTime());

    /// <summary>The same in the viewer's zone, with the offset that holds at that instant.</summary>
    public string InOwnZone(DateTimeOffset at, DateTimeOffset now) => Text(TimeZoneInfo.ConvertTime(at, Zone), TimeZoneInfo.ConvertTime(now, Zone));

    private static string Text(DateTimeOffset at, DateTimeOffset now) =>
        at.ToString(at.Date == now.Date ? "HH:mm:ss" : at.Year == now.Year ? "ddd d MMM HH:mm:ss" : "d MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture);
}
