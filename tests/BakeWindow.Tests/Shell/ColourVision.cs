using System.Globalization;

namespace BakeWindow.Tests.Shell;

/// <summary>Colours as eyes see them: luminance, the simulation of missing cones by Machado, Oliveira and Fernandes (2009, severity 1), and the difference CIEDE2000.</summary>
internal static class ColourVision
{
    private static readonly Dictionary<string, double[]> Missing = new(StringComparer.Ordinal)
    {
        ["protan"] = [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
        ["deutan"] = [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
        ["tritan"] = [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900],
    };

    /// <summary>The colour in CIELAB as it is seen with a deficiency; null: with none.</summary>
    public static (double L, double A, double B) Seen(string hex, string? deficiency)
    {
        var rgb = Linear(hex);
        if (deficiency is not null)
        {
            var m = Missing[deficiency];
            rgb = [.. Enumerable.Range(0, 3).Select(i => Math.Clamp((m[3 * i] * rgb[0]) + (m[(3 * i) + 1] * rgb[1]) + (m[(3 * i) + 2] * rgb[2]), 0, 1))];
        }

        static double F(double t) => t > 216.0 / 24389 ? Math.Cbrt(t) : ((24389.0 / 27 * t) + 16) / 116;
        var x = F(((0.4124564 * rgb[0]) + (0.3575761 * rgb[1]) + (0.1804375 * rgb[2])) / 0.95047);
        var y = F((0.2126729 * rgb[0]) + (0.7151522 * rgb[1]) + (0.0721750 * rgb[2]));
        var z = F(((0.0193339 * rgb[0]) + (0.1191920 * rgb[1]) + (0.9503041 * rgb[2])) / 1.08883);
        return ((116 * y) - 16, 500 * (x - y), 200 * (y - z));
    }

    /// <summary>The relative luminance of WCAG.</summary>
    public static double Luminance(string hex) => Linear(hex) is [var r, var g, var b] ? (0.2126 * r) + (0.7152 * g) + (0.0722 * b) : 0;

    /// <summary>CIEDE2000 with all weights 1.</summary>
    public static double Difference((double L, double A, double B) one, (double L, double A, double B) two)
    {
        static double Deg(double r) => r * 180 / Math.PI;
        static double Rad(double d) => d * Math.PI / 180;
        static double Pow7(double c) => Math.Sqrt(Math.Pow(c, 7) / (Math.Pow(c, 7) + Math.Pow(25, 7)));
        static double Hue(double a, double b) => a == 0 && b == 0 ? 0 : (Deg(Math.Atan2(b, a)) + 360) % 360;

        var c = (Math.Sqrt((one.A * one.A) + (one.B * one.B)) + Math.Sqrt((two.A * two.A) + (two.B * two.B))) / 2;
        var g = 0.5 * (1 - Pow7(c));
        var (a1, a2) = ((1 + g) * one.A, (1 + g) * two.A);
        var (c1, c2) = (Math.Sqrt((a1 * a1) + (one.B * one.B)), Math.Sqrt((a2 * a2) + (two.B * two.B)));
        var (h1, h2) = (Hue(a1, one.B), Hue(a2, two.B));
        var dh = c1 * c2 == 0 ? 0 : Math.Abs(h2 - h1) <= 180 ? h2 - h1 : h2 - h1 > 180 ? h2 - h1 - 360 : h2 - h1 + 360;
        var dHue = 2 * Math.Sqrt(c1 * c2) * Math.Sin(Rad(dh / 2));
        var (l, cc) = ((one.L + two.L) / 2, (c1 + c2) / 2);
        var h = c1 * c2 == 0 ? h1 + h2 : Math.Abs(h1 - h2) <= 180 ? (h1 + h2) / 2 : h1 + h2 < 360 ? (h1 + h2 + 360) / 2 : (h1 + h2 - 360) / 2;
        var t = 1 - (0.17 * Math.Cos(Rad(h - 30))) + (0.24 * Math.Cos(Rad(2 * h))) + (0.32 * Math.Cos(Rad((3 * h) + 6))) - (0.20 * Math.Cos(Rad((4 * h) - 63)));
        var sl = 1 + (0.015 * Math.Pow(l - 50, 2) / Math.Sqrt(20 + Math.Pow(l - 50, 2)));
        var (sc, sh) = (1 + (0.045 * cc), 1 + (0.015 * cc * t));
        var turn = -Math.Sin(Rad(60 * Math.Exp(-Math.Pow((h - 275) / 25, 2)))) * 2 * Pow7(cc);
        var (dl, dc, dhh) = ((two.L - one.L) / sl, (c2 - c1) / sc, dHue / sh);
        return Math.Sqrt((dl * dl) + (dc * dc) + (dhh * dhh) + (turn * dc * dhh));
    }

    private static double[] Linear(string hex) =>
        [.. Enumerable.Range(0, 3).Select(i => int.Parse(hex.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0).Select(v => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4))];
}
