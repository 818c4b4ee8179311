using System.Globalization;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Views;

/// <summary>A small line of how far a head was behind, as SVG points, with the same in words. Pure.</summary>
/// <param name="Points">For <c>polyline</c>, in a box of <see cref="Width"/> by <see cref="Height"/>; empty when there are not two points.</param>
/// <param name="Words">What it shows, for who does not see it.</param>
public sealed record Sparkline(string Points, string Words)
{
    /// <summary>Of the box.</summary>
    public const int Width = 240;

    /// <summary>Of the box.</summary>
    public const int Height = 32;

    // A lag of a level or two is nothing, and must not fill the picture.
    private const int LeastTop = 4;

    /// <summary>Draws it.</summary>
    public static Sparkline Of(IReadOnlyList<LagPoint> lags)
    {
        if (lags.Count == 0)
        {
            return new Sparkline("", "No look yet.");
        }

        var worst = lags.MaxBy(l => l.Levels);
        var words = string.Create(CultureInfo.InvariantCulture, $"{lags.Count} looks since {lags[0].At.UtcDateTime:HH:mm:ss} UTC: now {lags[^1].Levels} behind, at most {worst.Levels}{(worst.Levels > 0 ? $" at {worst.At.UtcDateTime:HH:mm:ss} UTC" : "")}.");
        if (lags.Count < 2)
        {
            return new Sparkline("", words);
        }

        var (span, top) = ((lags[^1].At - lags[0].At).TotalSeconds, Math.Max(LeastTop, worst.Levels));
        var points = lags.Select(l => string.Create(CultureInfo.InvariantCulture,
            $"{(span <= 0 ? 0 : (l.At - lags[0].At).TotalSeconds / span * Width):0.#},{Height - 1 - (double)l.Levels / top * (Height - 2):0.#}"));
        return new Sparkline(string.Join(' ', points), words);
    }
}
