using System.Security.Cryptography;
using System.Text;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;

namespace BakeWindow.Web.Feeds;

/// <summary>Entries as iCalendar (RFC 5545). All times are UTC, so no zone's change of clocks can move them.</summary>
internal static class FeedText
{
    /// <summary>Writes a feed.</summary>
    /// <param name="title">Its name in calendars.</param>
    /// <param name="events">Its entries.</param>
    /// <param name="stamp">When this was known: the head's time.</param>
    public static string Write(string title, IReadOnlyList<FeedEvent> events, DateTimeOffset stamp)
    {
        var calendar = new Calendar { ProductId = "-//BakeWindow//Feed//EN" };
        // Old names and the new one (RFC 7986): each kind of client reads another.
        calendar.AddProperty("X-WR-CALNAME", title);
        calendar.AddProperty("NAME", title);
        calendar.AddProperty("X-PUBLISHED-TTL", "PT1H");
        var refresh = new CalendarProperty("REFRESH-INTERVAL", "PT1H");
        refresh.AddParameter("VALUE", "DURATION");
        calendar.AddProperty(refresh);
        foreach (var e in events)
        {
            calendar.Events.Add(new CalendarEvent
            {
                Uid = e.Uid,
                Summary = e.Summary,
                Description = e.Description,
                Start = new CalDateTime(e.Start.UtcDateTime),
                End = new CalDateTime(e.End.UtcDateTime),
                DtStamp = new CalDateTime(stamp.UtcDateTime),
                Sequence = e.Sequence,
                Transparency = e.Free ? TransparencyType.Transparent : TransparencyType.Opaque,
                Status = e.Status,
                Categories = [e.Category],
            });
        }

        return new CalendarSerializer().SerializeToString(calendar) ?? throw new InvalidOperationException("a calendar could not be written");
    }

    /// <summary>What changes when an entry does, and not when only the stamp does: an entity tag.</summary>
    public static string Tag(string title, IReadOnlyList<FeedEvent> events)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(title + "\n" + string.Join('\n', events)));
        return $"\"{Convert.ToHexStringLower(hash.AsSpan(0, 12))}\"";
    }
}
