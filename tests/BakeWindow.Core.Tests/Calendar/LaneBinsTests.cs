using System.Numerics;
using System.Text.Json;
using BakeWindow.Core.Calendar;
using CsCheck;

namespace BakeWindow.Core.Tests.Calendar;

public sealed class LaneBinsTests
{
    // Any spans in order, overlapping or not; widths as of screens of one to three pixels a point; zoom from a level of 40 pixels to one of a hundredth.
    private static readonly Gen<(LaneSpan[] Spans, LaneScale Scale, int Least)> Pictures =
        Gen.Select(Gen.Int[0, 300].Select(Gen.Int[1, 260], Gen.Int[1, 7]).Array[0, 60], Gen.Int[0, 15], Gen.Int[20, 200_000], Gen.Int[1, 900], Gen.Int[1, 3]).Select((steps, part, length, width, dpr) =>
        {
            var at = 15_000_000;
            LaneSpan[] spans = [.. steps.Select(s => new LaneSpan(at += s.Item1, at + s.Item2, (LaneKind)s.Item3))];
            return (spans, new LaneScale((15_000_000L * 16) + part, (15_000_000L * 16) + part + length, width * dpr), 3 * dpr);
        });

    [Fact]
    public void No_pixel_that_looks_open_lies_over_a_closed_level() => Pictures.Sample(p =>
    {
        var kinds = LaneBins.Of(p.Spans, p.Scale, p.Least).Kinds;
        for (var x = 0; x < kinds.Length; x++)
        {
            if (kinds[x] is LaneKind.Open or LaneKind.Costs or LaneKind.Short)
            {
                Assert.DoesNotContain(p.Spans, s => !s.IsOpen && Touches(p.Scale, x, s));
            }
        }
    }, iter: 2_000);

    [Fact]
    public void Every_pixel_over_a_hard_level_is_hard() => Pictures.Sample(p =>
    {
        var kinds = LaneBins.Of(p.Spans, p.Scale, p.Least).Kinds;
        for (var x = 0; x < kinds.Length; x++)
        {
            if (p.Spans.Any(s => s.Kind is LaneKind.Hard && Touches(p.Scale, x, s)))
            {
                Assert.Equal(LaneKind.Hard, kinds[x]);
            }
        }
    }, iter: 500);

    [Fact]
    public void A_window_that_fits_and_is_in_view_is_seen_or_marked() => Pictures.Sample(p =>
    {
        var bins = LaneBins.Of(p.Spans, p.Scale, p.Least);
        foreach (var span in p.Spans.Where(s => s.Kind is LaneKind.Open or LaneKind.Costs && s.From * 16L < p.Scale.To && s.To * 16L > p.Scale.From))
        {
            Assert.True(p.Scale.Floor(span.To) - p.Scale.Ceiling(span.From) >= p.Least || bins.Marks.Any(m => m), $"{span} has no mark");
        }
    }, iter: 500);

    [Fact]
    public void The_profile_never_promises_more_than_the_longest_span_that_begins_there() => Pictures.Sample(p =>
    {
        var bins = LaneBins.Of(p.Spans, p.Scale, p.Least);
        for (var x = 0; x < bins.Fit.Length; x++)
        {
            var first = p.Scale.FirstLevel(x);
            var longest = p.Spans.Where(s => s.IsOpen).Max(s => (long?)(s.To - Math.Max(s.From, first))) ?? 0;
            Assert.InRange(bins.Fit[x], 0, Math.Max(0, longest));
        }
    }, iter: 500);

    [Fact]
    public void The_vectors_that_the_browser_is_held_to_hold_here()
    {
        using var vectors = JsonDocument.Parse(File.ReadAllText(Vectors()));
        foreach (var v in vectors.RootElement.EnumerateArray())
        {
            int[] flat = [.. v.GetProperty("spans").EnumerateArray().Select(e => e.GetInt32())];
            LaneSpan[] spans = [.. flat.Chunk(4).Select(c => new LaneSpan(c[0], c[1], (LaneKind)c[2], c[3]))];
            var bins = LaneBins.Of(spans, new LaneScale(v.GetProperty("from").GetInt64(), v.GetProperty("to").GetInt64(), v.GetProperty("width").GetInt32()), v.GetProperty("least").GetInt32());

            var name = v.GetProperty("name").GetString();
            Assert.Equal((name, Text(v, "kinds")), (name, Runs(bins.Kinds.Select(k => (int)k))));
            Assert.Equal((name, Text(v, "marks")), (name, Runs(bins.Marks.Select(m => m ? 1 : 0))));
            Assert.Equal((name, Text(v, "fit")), (name, Runs(bins.Fit)));
        }
    }

    [Fact]
    public void Where_a_pixel_holds_parts_of_both_the_closed_one_is_drawn()
    {
        // 40 levels on 13 pixels: level 10 lies a quarter into pixel 3, level 13 a quarter into pixel 4.
        LaneSpan[] spans = [new(0, 10, LaneKind.Open), new(10, 13, LaneKind.Hard), new(13, 40, LaneKind.Open)];
        var kinds = LaneBins.Of(spans, LaneScale.Of(0, 40, 13), 3).Kinds;

        Assert.Equal("OOOHHOOOOOOOO", string.Concat(kinds.Select(k => k.ToString()[0])));
    }

    // From the definition, in whole numbers: pixel x covers [from + x·(to − from)/width, from + (x + 1)·(to − from)/width).
    private static bool Touches(LaneScale scale, int x, LaneSpan span)
    {
        var (left, right) = ((new BigInteger(scale.From) * scale.Width) + (x * (scale.To - scale.From)), (new BigInteger(scale.From) * scale.Width) + ((x + 1L) * (scale.To - scale.From)));
        return (new BigInteger(span.From) * 16 * scale.Width) < right && (new BigInteger(span.To) * 16 * scale.Width) > left;
    }

    private static string Text(JsonElement vector, string name) => string.Join(',', vector.GetProperty(name).EnumerateArray().Select(e => e.GetInt32()));

    private static string Runs(IEnumerable<int> values)
    {
        var runs = new List<int>();
        foreach (var value in values)
        {
            if (runs.Count > 0 && runs[^2] == value)
            {
                runs[^1]++;
            }
            else
            {
                runs.AddRange([value, 1]);
            }
        }

        return string.Join(',', runs);
    }

    private static string Vectors([System.Runtime.CompilerServices.CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "lane-bins.json");
}
