using System.Globalization;
using BakeWindow.Core.Time;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Showing;

/// <summary>Paths to keys for people.</summary>
internal static class SignersView
{
    public static void Show(SignersDocument found, Screen screen)
    {
        if (found.Bakers.Count == 0)
        {
            screen.Line("No path to a key is declared; set SignerUrl or Signers at a baker.", Screen.Faint);
            return;
        }

        foreach (var baker in found.Bakers)
        {
            screen.Headline(baker.Baker, baker.Standing switch { "down" => Screen.Bad, _ => Screen.Strong }, $"{baker.Standing}: {baker.Words}");
            if (baker.Rest is { } rest)
            {
                screen.Line($"  Left in peace: {rest.Why}{(rest.Until is { } until ? $"; asked again no earlier than {until.UtcDateTime.ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture)}" : "")}.", Screen.Faint);
            }

            screen.Table(
                [("Way to", false), ("Part", false), ("State", false), ("For", true), ("Changes", true), ("What was found", false)],
                baker.Parts.Select(p => new[]
                {
                    Screen.Cell(p.Route),
                    Screen.Cell($"{p.Kind} {p.Name}{(p.InForce is false ? " (coming)" : "")}"),
                    Screen.Cell(p.Standing, p.Standing == "down" ? Screen.Bad : Screen.Strong),
                    Screen.Cell(p.Since is { } since && found.At - since is { Ticks: > 0 } lasted ? DurationText.Human(TimeSpan.FromSeconds(Math.Floor(lasted.TotalSeconds))) : ""),
                    Screen.Cell(p.Changes.ToString(CultureInfo.InvariantCulture)),
                    Screen.Cell($"{p.Words}{(p.Authentication switch { true => "; wants clients to prove who they are", false => "; anybody may ask it to sign", null => "" })}"),
                }));
        }
    }
}
