namespace BakeWindow.Storage;

/// <summary>Whole numbers in as few bytes as they need: seven bits a byte, the lowest first, the top bit set on all but the last (LEB128).</summary>
internal static class Varints
{
    public static void Write(List<byte> to, uint value)
    {
        while (value >= 0x80)
        {
            to.Add((byte)(value | 0x80));
            value >>= 7;
        }

        to.Add((byte)value);
    }

    /// <summary>Takes one from the front of <paramref name="from"/>; false when there is none, or none that fits 32 bits.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> from, out uint value)
    {
        ulong read = 0;
        for (var i = 0; i < Math.Min(from.Length, 5); i++)
        {
            read |= (ulong)(from[i] & 0x7F) << (7 * i);
            if (from[i] < 0x80)
            {
                from = from[(i + 1)..];
                value = (uint)read;
                return read <= uint.MaxValue;
            }
        }

        value = 0;
        return false;
    }
}
