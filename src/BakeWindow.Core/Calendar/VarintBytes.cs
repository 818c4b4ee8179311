namespace BakeWindow.Core.Calendar;

/// <summary>Whole numbers as the calendar's module reads them: seven bits a byte, the lowest first, the top bit set on all but the last.</summary>
public static class VarintBytes
{
    /// <summary>Adds a number of 0 or more.</summary>
    public static void Add(List<byte> bytes, int value)
    {
        var left = (uint)value;
        for (; left >= 0x80; left >>= 7)
        {
            bytes.Add((byte)(left | 0x80));
        }

        bytes.Add((byte)left);
    }

    /// <summary>Takes one from the front.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static int Take(ref ReadOnlySpan<byte> bytes)
    {
        uint value = 0;
        for (var i = 0; i < 5 && i < bytes.Length; i++)
        {
            value |= (uint)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return (int)value;
            }
        }

        throw new FormatException("the bytes end in the middle of a number");
    }
}
