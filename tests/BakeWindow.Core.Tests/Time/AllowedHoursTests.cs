using BakeWindow.Core.Time;

namespace BakeWindow.Core.Tests.Time;

public sealed class AllowedHoursTests
{
    private static readonly HashSet<DayOfWeek> EveryDay = [.. Enum.GetValues<DayOfWeek>()];

    private static AllowedHours Daily(string zone, string from, string to, params DateOnly[] excluded) =>
        new(TimeZoneInfo.FindSystemTimeZoneById(zone), [new WeeklySpan(EveryDay, TimeOnly.Parse(from), TimeOnly.Parse(to))], excluded);

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text + "Z");

    // What is open, as "from-to" in UTC.
    private static string OpenAround(AllowedHours hours, string fromUtc, string toUtc) =>
        string.Join(" ", hours.Open(new TimeRange(Utc(fromUtc), Utc(toUtc))).Select(r => $"{r.Start:dd'T'HH:mm}-{r.End:dd'T'HH:mm}"));

    [Fact]
    public void A_span_ends_before_its_end_begins()
    {
        var hours = Daily("UTC", "09:00", "17:00");

        Assert.True(hours.Allow(new TimeRange(Utc("2026-10-01T09:00"), Utc("2026-10-01T17:00"))));
        Assert.False(hours.Allow(new TimeRange(Utc("2026-10-01T08:59"), Utc("2026-10-01T10:00"))));
        Assert.False(hours.Allow(new TimeRange(Utc("2026-10-01T16:00"), Utc("2026-10-01T17:00").AddTicks(1))));
        Assert.False(hours.Allow(new TimeRange(Utc("2026-10-01T17:00"), Utc("2026-10-01T17:00"))));
    }

    [Fact]
    public void A_span_over_midnight_belongs_to_the_day_on_which_it_starts()
    {
        // Thursday, 22:00 to 04:00 on Friday.
        var hours = new AllowedHours(TimeZoneInfo.Utc, [new WeeklySpan(new HashSet<DayOfWeek> { DayOfWeek.Thursday }, new TimeOnly(22, 0), new TimeOnly(4, 0))]);

        Assert.True(hours.Allow(new TimeRange(Utc("2026-10-01T23:00"), Utc("2026-10-02T04:00"))));
        Assert.False(hours.Allow(new TimeRange(Utc("2026-10-01T01:00"), Utc("2026-10-01T02:00"))));
        Assert.False(hours.Allow(new TimeRange(Utc("2026-10-02T22:30"), Utc("2026-10-02T23:00"))));
    }

    [Fact]
    public void An_excluded_date_takes_the_whole_span_that_starts_on_it_and_no_other()
    {
        var hours = Daily("UTC", "22:00", "04:00", new DateOnly(2026, 12, 24));

        Assert.Equal("23T22:00-24T04:00 25T22:00-26T04:00", OpenAround(hours, "2026-12-23T12:00", "2026-12-26T12:00"));
    }

    [Fact]
    public void Equal_ends_are_the_whole_day_and_days_join()
    {
        var hours = Daily("UTC", "00:00", "00:00");

        Assert.True(hours.Allow(new TimeRange(Utc("2026-10-01T00:00"), Utc("2026-10-09T00:00"))));
    }

    [Fact]
    public void Several_spans_are_a_union()
    {
        var hours = new AllowedHours(TimeZoneInfo.Utc,
            [new WeeklySpan(EveryDay, new TimeOnly(8, 0), new TimeOnly(12, 0)), new WeeklySpan(EveryDay, new TimeOnly(12, 0), new TimeOnly(14, 0)), new WeeklySpan(EveryDay, new TimeOnly(20, 0), new TimeOnly(21, 0))]);

        Assert.Equal("01T08:00-01T14:00 01T20:00-01T21:00", OpenAround(hours, "2026-10-01T00:00", "2026-10-02T00:00"));
    }

    [Theory]
    // Clocks go forward: the skipped hour is not there.
    [InlineData("Europe/Paris", "01:00", "05:00", "2026-03-29T00:00-2026-03-29T03:00")]
    [InlineData("Europe/Paris", "02:30", "05:00", "2026-03-29T01:00-2026-03-29T03:00")]       // a start that is skipped is the jump itself
    [InlineData("Europe/Paris", "01:00", "02:30", "2026-03-29T00:00-2026-03-29T01:00")]       // and so is an end
    [InlineData("America/New_York", "01:00", "05:00", "2026-03-08T06:00-2026-03-08T09:00")]
    [InlineData("Australia/Lord_Howe", "01:00", "05:00", "2026-10-03T14:30-2026-10-03T18:00")] // half an hour: 10:30 becomes 11:00 ahead of UTC
    [InlineData("Australia/Lord_Howe", "02:15", "05:00", "2026-10-03T15:30-2026-10-03T18:00")]
    // Clocks go back: the repeated hour is there twice.
    [InlineData("Europe/Paris", "01:00", "05:00", "2026-10-24T23:00-2026-10-25T04:00")]
    [InlineData("Europe/Paris", "02:30", "05:00", "2026-10-25T00:30-2026-10-25T04:00")]       // a start that is repeated takes the first
    [InlineData("Europe/Paris", "01:00", "02:30", "2026-10-24T23:00-2026-10-25T01:30")]       // an end the second
    [InlineData("America/New_York", "01:30", "05:00", "2026-11-01T05:30-2026-11-01T10:00")]
    [InlineData("Australia/Lord_Howe", "01:45", "05:00", "2026-04-04T14:45-2026-04-04T18:30")]
    public void On_the_nights_when_clocks_change_the_wall_clock_rules(string zone, string from, string to, string expected)
    {
        var (start, end) = (Utc(expected[..16]), Utc(expected[17..]));

        var open = Assert.Single(Daily(zone, from, to).Open(new TimeRange(start.AddHours(-3), end.AddHours(3))));
        Assert.Equal(new TimeRange(start, end), open);
    }

    [Fact]
    public void A_span_that_lies_wholly_in_the_skipped_hour_is_not_there_that_day() =>
        Assert.Empty(Daily("Europe/Paris", "02:10", "02:50").Open(new TimeRange(Utc("2026-03-28T12:00"), Utc("2026-03-29T12:00"))));

    [Fact]
    public void Over_midnight_into_the_changed_night_too() =>
        Assert.Equal("24T20:00-25T05:00", OpenAround(Daily("Europe/Paris", "22:00", "06:00"), "2026-10-24T12:00", "2026-10-25T12:00"));

    [Fact]
    public void The_next_start_is_now_if_it_fits_now_else_the_next_span_that_is_long_enough()
    {
        var hours = Daily("UTC", "09:00", "17:00");

        Assert.Equal(Utc("2026-10-01T10:00"), hours.NextStart(Utc("2026-10-01T10:00"), TimeSpan.FromHours(7)));
        Assert.Equal(Utc("2026-10-02T09:00"), hours.NextStart(Utc("2026-10-01T10:01"), TimeSpan.FromHours(7)));
        Assert.Null(hours.NextStart(Utc("2026-10-01T10:00"), TimeSpan.FromHours(9)));
    }

    [Fact]
    public void The_next_start_is_found_weeks_ahead()
    {
        var hours = new AllowedHours(TimeZoneInfo.Utc, [new WeeklySpan(new HashSet<DayOfWeek> { DayOfWeek.Monday }, new TimeOnly(2, 0), new TimeOnly(4, 0))],
            [new DateOnly(2026, 10, 5), new DateOnly(2026, 10, 12), new DateOnly(2026, 10, 19)]);

        Assert.Equal(Utc("2026-10-26T02:00"), hours.NextStart(Utc("2026-10-01T00:00"), TimeSpan.FromHours(1)));
    }

    [Fact]
    public void A_calendar_without_a_span_does_not_construct() =>
        Assert.Throws<ArgumentException>(() => new AllowedHours(TimeZoneInfo.Utc, []));
}
