using BakeWindow.Core.Alerting;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Tests.Alerting;

/// <summary>What a channel tells, and when.</summary>
public sealed class AlertRouteTests
{
    private static readonly AlertRoute Nightly = new()
    {
        Quiet = new AllowedHours(TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris"), [new WeeklySpan(Enum.GetValues<DayOfWeek>().ToHashSet(), new TimeOnly(22, 0), new TimeOnly(7, 0))]),
    };

    [Fact]
    public void Quiet_hours_hold_back_until_morning_in_their_zone_and_never_a_risk()
    {
        var night = new DateTimeOffset(2026, 10, 1, 23, 30, 0, TimeSpan.Zero);
        var morning = new DateTimeOffset(2026, 10, 2, 5, 0, 0, TimeSpan.Zero);
        Assert.Equal(morning, Nightly.TellAt(Alert(AlertKind.Maintenance, AlertSeverity.Warning), night));
        Assert.Equal(night, Nightly.TellAt(Alert(AlertKind.Maintenance, AlertSeverity.Critical), night));
        Assert.Equal(night, Nightly.TellAt(Alert(AlertKind.AtRisk, AlertSeverity.Warning), night));
        Assert.Equal(morning, Nightly.TellAt(Alert(AlertKind.Hold, AlertSeverity.Warning), morning));
    }

    [Fact]
    public void It_tells_what_is_urgent_enough_of_its_kinds_and_of_its_bakers_or_of_none()
    {
        var route = new AlertRoute { Minimum = AlertSeverity.Warning, Kinds = [AlertKind.AtRisk, AlertKind.Blind], Bakers = [Sample.Baker] };
        Assert.True(route.Wants(Alert(AlertKind.AtRisk, AlertSeverity.Critical) with { Baker = Sample.Baker }));
        Assert.False(route.Wants(Alert(AlertKind.AtRisk, AlertSeverity.Critical) with { Baker = Sample.Other }));
        Assert.True(route.Wants(Alert(AlertKind.Blind, AlertSeverity.Warning)));
        Assert.False(route.Wants(Alert(AlertKind.Blind, AlertSeverity.Info)));
        Assert.False(route.Wants(Alert(AlertKind.Hold, AlertSeverity.Critical)));
    }

    [Fact]
    public void It_is_tried_again_ever_more_rarely_and_given_up_after_hours()
    {
        var (at, tries) = (Sample.Noon, 0);
        TimeSpan before = default;
        while (Patience.Next(++tries, at) is { } next)
        {
            Assert.True(next - at >= before && next - at <= TimeSpan.FromMinutes(30));
            (before, at) = (next - at, next);
        }

        Assert.Equal(Patience.MostTries, tries);
        Assert.InRange(at - Sample.Noon, TimeSpan.FromHours(4), TimeSpan.FromHours(12));
    }

    private static Alert Alert(AlertKind kind, AlertSeverity severity) => new() { Id = "x/1", Kind = kind, Severity = severity, Title = "x", Since = Sample.Noon };
}
