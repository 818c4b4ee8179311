using System.Globalization;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rehearsing;
using BakeWindow.Core.Time;
using BakeWindow.Web.Rehearsing;

namespace BakeWindow.Web.Views;

/// <summary>The question of a rehearsal as an address says it, repaired where it must be, with every repair named.</summary>
internal sealed record WhatIfQuery
{
    /// <summary>Names of what is no setting of the policy.</summary>
    public static readonly string[] Others = ["cycles", "seed", "every", "within", "work"];

    /// <summary>What is to be rehearsed.</summary>
    public required RehearsalQuestion Question { get; init; }

    /// <summary>What was repaired, in words.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>Reads it.</summary>
    /// <param name="today">The policy in force.</param>
    /// <param name="knownRounds">Rights are kept up to this round.</param>
    /// <param name="said">Texts by name; null or empty: nothing was said.</param>
    public static WhatIfQuery Read(Policy today, int knownRounds, IReadOnlyDictionary<string, string?> said)
    {
        var edit = PolicyEdit.Read(today, knownRounds, said);
        var notices = new List<string>(edit.Mistakes.Values.Select(m => $"{m}. The value in force is used instead."));
        var cycles = Number(said.GetValueOrDefault("cycles"), 10, 1, RehearsalScript.MostCycles, "cycles", notices);
        var seed = Number(said.GetValueOrDefault("seed"), 1, 1, int.MaxValue, "seed", notices);
        var usual = SyntheticDemand.Usual;
        return new()
        {
            Question = new RehearsalQuestion
            {
                Edit = edit,
                Cycles = cycles,
                Seed = (ulong)seed,
                MadeUp = MadeUp(said.GetValueOrDefault("work"), notices),
                Synthetic = new(Duration(said.GetValueOrDefault("every"), usual.Every, "every", notices), Duration(said.GetValueOrDefault("within"), usual.Within, "within", notices)),
            },
            Notices = notices,
        };
    }

    /// <summary>The address that asks this; what is as usual is left out.</summary>
    public static string Url(RehearsalQuestion q)
    {
        var usual = SyntheticDemand.Usual;
        var parts = new List<string> { string.Create(CultureInfo.InvariantCulture, $"cycles={q.Cycles}") };
        void Add(bool differs, string name, string value)
        {
            if (differs)
            {
                parts.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }

        Add(q.Seed != 1, "seed", q.Seed.ToString(CultureInfo.InvariantCulture));
        Add(q.MadeUp, "work", "made-up");
        Add(q.Synthetic.Every != usual.Every, "every", PolicyField.Short(q.Synthetic.Every));
        Add(q.Synthetic.Within != usual.Within, "within", PolicyField.Short(q.Synthetic.Within));
        foreach (var field in PolicyField.All)
        {
            Add(q.Edit.Changes.ContainsKey(field.Name), field.Name, q.Edit.Changes.GetValueOrDefault(field.Name, ""));
        }

        return "/whatif?" + string.Join('&', parts);
    }

    private static int Number(string? text, int usual, int least, int most, string name, List<string> notices)
    {
        if (string.IsNullOrWhiteSpace(text) || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= least && n <= most))
        {
            return string.IsNullOrWhiteSpace(text) ? usual : int.Parse(text, CultureInfo.InvariantCulture);
        }

        notices.Add(string.Create(CultureInfo.InvariantCulture, $"{name} \"{Shown(text)}\": write a whole number from {least} to {most}. {usual} is used instead."));
        return usual;
    }

    private static TimeSpan Duration(string? text, TimeSpan usual, string name, List<string> notices)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return usual;
        }

        if (!DurationText.TryParse(text, out var duration, out var error))
        {
            notices.Add($"{name}: {error}. {DurationText.Human(usual)} is used instead.");
            return usual;
        }

        // More often than every six hours is no maintenance, and would take a server long to go through.
        if (duration < TimeSpan.FromHours(6))
        {
            notices.Add($"{name} \"{Shown(text)}\": at least 6h. {DurationText.Human(usual)} is used instead.");
            return usual;
        }

        return duration;
    }

    private static bool MadeUp(string? text, List<string> notices)
    {
        if (text is not (null or "" or "recorded" or "made-up"))
        {
            notices.Add($"work \"{Shown(text)}\": write recorded or made-up. What is recorded is used where there is any.");
        }

        return text == "made-up";
    }

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
