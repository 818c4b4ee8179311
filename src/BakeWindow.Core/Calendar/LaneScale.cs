namespace BakeWindow.Core.Calendar;

/// <summary>
/// Levels to device pixels. The ends of the view are whole sixteenths of a level, so that every position is a fraction of whole numbers and rounds the same way in every language.
/// </summary>
/// <param name="From">Left end, in sixteenths of a level.</param>
/// <param name="To">Right end, in sixteenths of a level; above <paramref name="From"/>.</param>
/// <param name="Width">Device pixels.</param>
public readonly record struct LaneScale(long From, long To, int Width)
{
    /// <summary>Sixteenths in a level.</summary>
    public const int Parts = 16;

    /// <summary>The view of whole levels.</summary>
    public static LaneScale Of(int from, int to, int width) => new((long)from * Parts, (long)to * Parts, width);

    /// <summary>The pixel in which the level begins, cut off at the ends.</summary>
    public int Floor(int level) => Cut(FloorOf(((long)level * Parts) - From));

    /// <summary>The first pixel that begins no earlier than the level, cut off at the ends.</summary>
    public int Ceiling(int level) => Cut(-FloorOf(From - ((long)level * Parts)));

    /// <summary>The pixel in the middle of a span; may lie outside.</summary>
    public long Middle(int from, int to) => FloorOf((((long)from + to) * (Parts / 2)) - From);

    /// <summary>The first level that begins at or after the left edge of the pixel.</summary>
    public long FirstLevel(int pixel) => -FloorDivided(-((From * Width) + (pixel * (To - From))), (long)Parts * Width);

    private long FloorOf(long sixteenths) => FloorDivided(sixteenths * Width, To - From);

    private int Cut(long pixel) => (int)Math.Clamp(pixel, 0, Width);

    private static long FloorDivided(long a, long b) => a >= 0 ? a / b : -((-a + b - 1) / b);
}
