namespace BakeWindow.Core.Planning;

/// <summary>The quantile function of the standard normal distribution, by bisection over the logistic-free complementary error series; exact to 1e-9, called a few dozen times.</summary>
internal static class Normal
{
    /// <summary>z such that a standard normal value lies below it with probability <paramref name="p"/> (0 &lt; p &lt; 1).</summary>
    public static double Quantile(double p)
    {
        var (low, high) = (-9d, 9d);
        while (high - low > 1e-10)
        {
            var middle = (low + high) / 2;
            (low, high) = Cumulative(middle) < p ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    // Φ(x) = ½ + φ(x)·(x + x³/3 + x⁵/15 + …); converges for every x used here.
    private static double Cumulative(double x)
    {
        if (Math.Abs(x) > 8)
        {
            return x > 0 ? 1 : 0;
        }

        var (sum, term) = (x, x);
        for (var i = 3; Math.Abs(term) > 1e-17 * Math.Abs(sum) && i < 600; i += 2)
        {
            term *= x * x / i;
            sum += term;
        }

        return 0.5 + (sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI));
    }
}
