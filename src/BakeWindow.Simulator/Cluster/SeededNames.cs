using System.Globalization;

namespace BakeWindow.Simulator.Cluster;

/// <summary>Uids and name suffixes from a seed, so that a run can be repeated.</summary>
internal sealed class SeededNames(int seed)
{
    // The alphabet that the API server draws from: no vowels, no look-alikes.
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    private readonly Random random = new(seed);

    public string Uid()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes).ToString("D", CultureInfo.InvariantCulture);
    }

    public string Suffix() => new(random.GetItems<char>(Alphabet, 5));

    /// <summary>A short name for a pod template: equal templates get equal names (FNV-1a).</summary>
    public static string Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var letter in text)
        {
            hash = (hash ^ letter) * 16777619u;
        }

        Span<char> name = stackalloc char[9];
        for (var i = 0; i < name.Length; i++)
        {
            name[i] = Alphabet[(int)(hash % (uint)Alphabet.Length)];
            hash = ((hash / (uint)Alphabet.Length) ^ (hash << 7)) * 16777619u;
        }

        return new string(name);
    }

    /// <summary>A machine's id as in <c>/etc/machine-id</c>: 32 hexadecimal digits.</summary>
    public static string MachineId(string of) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(of)))[..32];
}
