using BakeWindow.Simulation.Chain;

namespace BakeWindow.Simulation.Rules;

/// <summary>A daily or weekly window as the neighbours have it. None of them asks what the chain has in store.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="Every">How often it looks; the first look comes at a random moment of the first such span.</param>
/// <param name="Opens">The moment itself where the window is open, else the next at which it opens.</param>
internal sealed record ClockRule(string Name, TimeSpan Every, Func<DateTimeOffset, DateTimeOffset> Opens) : IRule
{
    /// <summary>kured looks each hour; without a window every look reboots.</summary>
    public static ClockRule KuredAnyHour { get; } = new("kured, any hour", TimeSpan.FromHours(1), t => t);

    /// <summary>kured with <c>--start-time=02:00 --end-time=06:00</c>.</summary>
    public static ClockRule KuredAtNight { get; } = new("kured, 02–06 h", TimeSpan.FromHours(1), t => Daily(t, 2, 6));

    /// <summary>FLUO looks each 30 s whether the weekly window is open; it asks once, before the reboot is allowed.</summary>
    public static ClockRule Fluo { get; } = new("FLUO, Thu 23:00 for 2 h", TimeSpan.FromSeconds(30), t => Weekly(t, DayOfWeek.Thursday, 23, 2));

    /// <summary>system-upgrade-controller asks for the window while nothing is under way, each minute.</summary>
    public static ClockRule SystemUpgrade { get; } = new("SUC, 02–06 h", TimeSpan.FromMinutes(1), t => Daily(t, 2, 6));

    /// <summary>sapcc maintenance-controller's timeWindow on weekdays.</summary>
    public static ClockRule Sapcc { get; } = new("sapcc timeWindow, weekdays 02–06 h", TimeSpan.FromMinutes(1), t => Daily(t, 2, 6, weekdays: true));

    /// <summary>Somebody at two in the night.</summary>
    public static ClockRule NextNight { get; } = new("next night, 02:00", TimeSpan.FromMinutes(1), t => Daily(t, 2, 2.5));

    public static IReadOnlyList<ClockRule> All { get; } = [KuredAnyHour, KuredAtNight, Fluo, SystemUpgrade, Sapcc, NextNight];

    public Start? StartOf(Job job)
    {
        var at = job.Asked + (Every * Luck.Of(7_001, job.Number, (int)(job.Asked.Ticks % int.MaxValue)).Uniform());
        while (at <= job.Deadline)
        {
            var opens = Opens(at);
            if (opens == at)
            {
                return new Start(at);
            }

            at += Every * Math.Ceiling((opens - at) / Every);
        }

        return null;
    }

    private static DateTimeOffset Daily(DateTimeOffset t, double from, double to, bool weekdays = false)
    {
        var day = new DateTimeOffset(t.UtcDateTime.Date, TimeSpan.Zero);
        while (true)
        {
            if (!(weekdays && day.DayOfWeek is (DayOfWeek.Saturday or DayOfWeek.Sunday)) && t <= day.AddHours(to))
            {
                return t >= day.AddHours(from) ? t : day.AddHours(from);
            }

            day = day.AddDays(1);
        }
    }

    private static DateTimeOffset Weekly(DateTimeOffset t, DayOfWeek on, double from, double hours)
    {
        var opened = new DateTimeOffset(t.UtcDateTime.Date, TimeSpan.Zero).AddDays(-(((int)t.DayOfWeek - (int)on + 7) % 7)).AddHours(from);
        opened = opened <= t ? opened : opened.AddDays(-7);
        return t < opened.AddHours(hours) ? t : opened.AddDays(7);
    }
}

/// <summary>Any time before the deadline: what no rule at all looks like.</summary>
internal sealed class RandomRule : IRule
{
    public string Name => "any moment before the deadline";

    public Start? StartOf(Job job)
    {
        var luck = Luck.Of(7_002, job.Number, (int)(job.Asked.Ticks % int.MaxValue));
        return new Start(job.Asked + ((job.Deadline - job.Asked) * luck.Uniform()));
    }
}
