using System.IO.Compression;
using System.Text;
using BakeWindow.Core.Deciding;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Rights;
using BakeWindow.Storage;

namespace BakeWindow.Web.Recording;

/// <summary>A decision as it lies in the database: Core's JSON, compressed by Brotli, beside the columns that are asked by.</summary>
internal static class PackedDecision
{
    // A damaged row must not fill the memory: the largest world that was packed in tests has 300 kB.
    private const int MostJson = 32 << 20;

    /// <summary>This BakeWindow's version.</summary>
    public static readonly string Version = typeof(PackedDecision).Assembly.GetName().Version?.ToString(3) ?? "0";

    public static (DecisionEntry Entry, byte[] Packed) Of(World world, Verdict verdict, string? besides)
    {
        var json = (DecisionRecord.Of(world, verdict, Version) with { Besides = besides }).Write();
        var entry = new DecisionEntry(DecisionRecord.IdOf(json), verdict.At, verdict.Request.Client, Subject(verdict.Request), Outcome(verdict), verdict.Reason.Kebab(), verdict.Message)
        {
            Level = verdict.Right?.Right.Level.Value,
            Right = RightOf(verdict),
            LastAt = verdict.At,
        };
        return (entry, Compress(json));
    }

    /// <exception cref="InvalidDataException">The row is damaged.</exception>
    public static string Json(byte[] packed)
    {
        try
        {
            using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
            using var json = new MemoryStream();
            var buffer = new byte[16 * 1024];
            for (int read; (read = brotli.Read(buffer)) > 0;)
            {
                json.Write(buffer, 0, read);
                if (json.Length > MostJson)
                {
                    throw new InvalidDataException("the decision is larger than any can be");
                }
            }

            return Encoding.UTF8.GetString(json.GetBuffer(), 0, (int)json.Length);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidDataException($"the decision's row is damaged: {e.Message}", e);
        }
    }

    /// <summary>What a question is about: the node, the workload, or nothing where it is about bakers.</summary>
    public static string Subject(GateRequest request) => request.Node ?? request.Workload?.ToString() ?? "";

    // Only where the right is why: a freeze has a next right too.
    private static string RightOf(Verdict verdict) => verdict is Verdict.Held { Reason: ReasonCode.BakingRightAhead or ReasonCode.AttestationRightAhead or ReasonCode.RightNotSettled or ReasonCode.NonceRevelation, Right.Right: { } right }
        ? $"{right.Baker} {(right.Kind switch { RightKind.Baking => "bakes", RightKind.Attestation => "endorses", _ => "reveals the nonce of" })} level {right.Level}, round {right.Round}"
        : "";

    private static string Outcome(Verdict verdict) => verdict switch
    {
        Verdict.Allowed => "allowed",
        Verdict.Held => "held",
        _ => "unknown",
    };

    private static byte[] Compress(string json)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, new BrotliCompressionOptions { Quality = 6 }))
        {
            brotli.Write(Encoding.UTF8.GetBytes(json));
        }

        return packed.ToArray();
    }
}
