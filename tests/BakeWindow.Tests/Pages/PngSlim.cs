using System.Buffers.Binary;
using System.IO.Compression;

namespace BakeWindow.Tests.Pages;

/// <summary>Makes a browser's picture small: at most 256 colours in a palette, the rarest taken for their nearest. Drawings of pages have few, so nobody sees it.</summary>
internal static class PngSlim
{
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>The picture again, smaller; the same bytes for the same picture. Reads 8 bits a channel, RGB or RGBA, not interlaced, as Chromium writes it.</summary>
    public static byte[] Of(byte[] png)
    {
        var (width, height, pixels) = Read(png);
        var often = new Dictionary<uint, int>();
        foreach (var pixel in pixels)
        {
            often[pixel] = often.GetValueOrDefault(pixel) + 1;
        }

        var palette = often.OrderByDescending(c => c.Value).ThenBy(c => c.Key).Take(256).Select(c => c.Key).ToArray();
        var index = palette.Select((c, i) => (c, i)).ToDictionary(x => x.c, x => (byte)x.i);
        var rows = new byte[height * (width + 1)];
        for (var i = 0; i < pixels.Length; i++)
        {
            if (!index.TryGetValue(pixels[i], out var at))
            {
                index[pixels[i]] = at = Nearest(palette, pixels[i]);
            }

            rows[(i / width * (width + 1)) + 1 + (i % width)] = at;
        }

        using var file = new MemoryStream();
        file.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 3);
        Write(file, "IHDR", header);
        Write(file, "PLTE", [.. palette.SelectMany(c => new[] { (byte)(c >> 16), (byte)(c >> 8), (byte)c })]);
        using (var packed = new MemoryStream())
        {
            using (var zip = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            {
                zip.Write(rows);
            }

            Write(file, "IDAT", packed.ToArray());
        }

        Write(file, "IEND", []);
        return file.ToArray();
    }

    private static (int Width, int Height, uint[] Pixels) Read(byte[] png)
    {
        int width = 0, height = 0, channels = 3;
        using var packed = new MemoryStream();
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            var kind = System.Text.Encoding.ASCII.GetString(png, at + 4, 4);
            var data = png.AsSpan(at + 8, length);
            if (kind == "IHDR")
            {
                (width, height, channels) = (BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]), data[9] == 6 ? 4 : 3);
            }
            else if (kind == "IDAT")
            {
                packed.Write(data);
            }

            at += 12 + length;
        }

        packed.Position = 0;
        using var zip = new ZLibStream(packed, CompressionMode.Decompress);
        var stride = width * channels;
        var (before, row, pixels) = (new byte[stride], new byte[stride], new uint[width * height]);
        for (var y = 0; y < height; y++)
        {
            var filter = zip.ReadByte();
            zip.ReadExactly(row);
            for (var x = 0; x < stride; x++)
            {
                var (left, up, corner) = (x >= channels ? row[x - channels] : 0, before[x], x >= channels ? before[x - channels] : 0);
                row[x] += (byte)(filter switch { 1 => left, 2 => up, 3 => (left + up) / 2, 4 => Paeth(left, up, corner), _ => 0 });
            }

            for (var x = 0; x < width; x++)
            {
                pixels[(y * width) + x] = (uint)((row[x * channels] << 16) | (row[(x * channels) + 1] << 8) | row[(x * channels) + 2]);
            }

            (before, row) = (row, before);
        }

        return (width, height, pixels);
    }

    private static int Paeth(int left, int up, int corner)
    {
        var guess = left + up - corner;
        var (a, b, c) = (Math.Abs(guess - left), Math.Abs(guess - up), Math.Abs(guess - corner));
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }

    private static byte Nearest(uint[] palette, uint colour)
    {
        static int Far(uint a, uint b, int shift) => (int)((a >> shift) & 255) - (int)((b >> shift) & 255);
        var (best, least) = (0, int.MaxValue);
        for (var i = 0; i < palette.Length; i++)
        {
            var (r, g, b) = (Far(palette[i], colour, 16), Far(palette[i], colour, 8), Far(palette[i], colour, 0));
            var far = (2 * r * r) + (4 * g * g) + (3 * b * b);
            if (far < least)
            {
                (best, least) = (i, far);
            }
        }

        return (byte)best;
    }

    private static void Write(MemoryStream file, string kind, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] body = [.. System.Text.Encoding.ASCII.GetBytes(kind), .. data];
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(body));
        file.Write(number);
    }

    private static uint Checksum(byte[] data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
            }
        }

        return ~crc;
    }
}
