using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BakeWindow.Simulator.Chain;

/// <summary>Invents hashes, addresses and keys that look and check like real ones. The same seed and place always give the same name.</summary>
public sealed class Names(ulong seed)
{
    /// <summary>The hash of a block. A fork is another story of the same level, as a lying node tells it.</summary>
    public string Block(int level, int variant, int fork = 0) => Name([1, 52], "block", 32, level, variant, fork);

    /// <summary>The hash of a block's operations.</summary>
    public string Operations(int level, int variant) => Name([29, 159, 109], "operations", 32, level, variant);

    /// <summary>The hash of one operation.</summary>
    public string Operation(int level, int variant, int index) => Name([5, 116], "operation", 32, level, variant, index);

    /// <summary>The hash of a context.</summary>
    public string Context(int level, int variant) => Name([79, 199], "context", 32, level, variant);

    /// <summary>The hash of a payload.</summary>
    public string Payload(int level, int variant) => Name([1, 106, 242], "payload", 32, level, variant);

    /// <summary>The hash of a nonce that a block commits to.</summary>
    public string NonceHash(int level) => Name([69, 220, 169], "nonce", 32, level);

    /// <summary>A nonce, as it is revealed: 32 bytes in hexadecimal.</summary>
    public string Nonce(int level) => Convert.ToHexStringLower(Bytes("revealed", 32, level, 0, 0));

    /// <summary>A signature.</summary>
    public string Signature(int level, int variant, int index) => Name([4, 130, 43], "signature", 64, level, variant, index);

    /// <summary>An aggregated BLS signature.</summary>
    public string BlsSignature(int level, int variant) => Name([40, 171, 64, 207], "bls", 96, level, variant);

    /// <summary>The address of an ordinary baker (tz1).</summary>
    public string Tz1(int index) => Name([6, 161, 159], "tz1", 20, index);

    /// <summary>The address of a BLS key (tz4).</summary>
    public string Tz4(int index) => Name([6, 161, 166], "tz4", 20, index);

    /// <summary>An ed25519 public key.</summary>
    public string PublicKey(int index) => Name([13, 15, 37, 217], "edpk", 32, index);

    /// <summary>The id of a peer.</summary>
    public string Peer(int index) => Name([153, 103], "peer", 16, index);

    private string Name(ReadOnlySpan<byte> prefix, string kind, int length, int a, int b = 0, int c = 0) => Base58Check.Encode(prefix, Bytes(kind, length, a, b, c));

    private byte[] Bytes(string kind, int length, int a, int b, int c)
    {
        Span<byte> place = stackalloc byte[20];
        BinaryPrimitives.WriteUInt64BigEndian(place, seed);
        BinaryPrimitives.WriteInt32BigEndian(place[8..], a);
        BinaryPrimitives.WriteInt32BigEndian(place[12..], b);
        BinaryPrimitives.WriteInt32BigEndian(place[16..], c);
        byte[] source = [.. Encoding.ASCII.GetBytes(kind), .. place];
        return length <= 32 ? SHA256.HashData(source)[..length] : SHA512.HashData(source).Concat(SHA256.HashData(source)).Take(length).ToArray();
    }
}
