namespace BakeWindow.Core.Calendar;

/// <summary>
/// One lane as pixels. A pixel that holds several levels shows the worst; what is open is rounded inwards, what is closed outwards, so no pixel that looks open lies over a closed level.
/// The browser reckons the same in <c>wwwroot/js/calendar/bins.js</c>; both are held to <c>lane-bins.json</c> beside the tests.
/// </summary>
public sealed class LaneBins
{
    private LaneBins(int width) => (Kinds, Marks, Fit) = (new LaneKind[width], new bool[width], new int[width]);

    /// <summary>The worst kind of each pixel.</summary>
    public LaneKind[] Kinds { get; }

    /// <summary>Pixels of the line above the lane that mark a window which fits and is too narrow to be seen in it.</summary>
    public bool[] Marks { get; }

    /// <summary>The fit profile: how many levels the longest open span lasts that can be begun in the pixel; 0 where none can.</summary>
    public int[] Fit { get; }

    /// <summary>Bins the spans.</summary>
    /// <param name="spans">In order of their first level; they may overlap.</param>
    /// <param name="scale">Levels to pixels.</param>
    /// <param name="least">The least width of a window that fits, device pixels; a narrower one gets a mark of so many.</param>
    public static LaneBins Of(IReadOnlyList<LaneSpan> spans, LaneScale scale, int least)
    {
        var bins = new LaneBins(scale.Width);
        foreach (var span in spans)
        {
            if ((long)span.To * LaneScale.Parts <= scale.From || (long)span.From * LaneScale.Parts >= scale.To)
            {
                continue;
            }

            var first = span.IsOpen ? scale.Ceiling(span.From) : scale.Floor(span.From);
            var end = span.IsOpen ? scale.Floor(span.To) : scale.Ceiling(span.To);
            for (var x = first; x < end; x++)
            {
                bins.Kinds[x] = bins.Kinds[x] > span.Kind ? bins.Kinds[x] : span.Kind;
            }

            if (span.Kind is LaneKind.Open or LaneKind.Costs && end - first < least)
            {
                bins.Mark(scale, span, least);
            }

            if (span.IsOpen)
            {
                bins.Profile(scale, span);
            }
        }

        return bins;
    }

    private void Mark(LaneScale scale, LaneSpan span, int least)
    {
        var from = (int)Math.Clamp(scale.Middle(span.From, span.To) - (least / 2), 0, Math.Max(0, scale.Width - least));
        for (var x = from; x < Math.Min(from + least, scale.Width); x++)
        {
            Marks[x] = true;
        }
    }

    private void Profile(LaneScale scale, LaneSpan span)
    {
        for (var x = scale.Floor(span.From); x < scale.Ceiling(span.To); x++)
        {
            var first = scale.FirstLevel(x);
            // Zoomed in, no level may begin in a pixel; then it is the level that it lies in.
            var end = Math.Max(scale.FirstLevel(x + 1), first + 1);
            var start = Math.Max(span.From, first);
            if (start < end && start < span.To)
            {
                Fit[x] = (int)Math.Max(Fit[x], span.To - start);
            }
        }
    }
}
