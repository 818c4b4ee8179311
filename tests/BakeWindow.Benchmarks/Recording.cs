using System.IO.Compression;
using System.Text;
using BakeWindow.Core.Auditing;
using BakeWindow.Core.Deciding;
using BakeWindow.Core.Gate;
using BenchmarkDotNet.Attributes;

namespace BakeWindow.Benchmarks;

/// <summary>Recording an answer (in the background: the gate doesn't wait), deciding it again, and following the audit's chain over a million rows: at most 5 s.</summary>
public class Recording
{
    private const int Rows = 1_000_000;

    private readonly DateTimeOffset now = BakerOfSize.Chain.Head.Timestamp.AddSeconds(1);
    private World world = null!;
    private Verdict verdict = null!;
    private string json = "";
    private AuditLine[] lines = [];

    [GlobalSetup]
    public void Setup()
    {
        world = BakerOfSize.World(0.5);
        verdict = Gatekeeper.Decide(world, new GateRequest { Need = TimeSpan.FromMinutes(12), Client = "benchmark" }, now);
        json = DecisionRecord.Of(world, verdict, "benchmark").Write();
        // Once for each benchmark of this class; as the database keeps it.
        Console.WriteLine($"a decision: {Encoding.UTF8.GetByteCount(json):N0} bytes of JSON, {Packed(json):N0} under brotli");
        var seal = new byte[AuditChain.SealLength];
        lines = new AuditLine[Rows];
        for (var i = 0; i < Rows; i++)
        {
            var line = new AuditLine(i + 1, now.AddSeconds(i), "maintenance-approved", "alice@example.org", "10.0.0.1", $"M-{i}", "any window up to 0 blocks and 5 % before Friday", "AwaitingApproval", "Waiting", "");
            seal = AuditChain.Seal(seal, line);
            lines[i] = line with { Hash = Convert.ToHexStringLower(seal) };
        }
    }

    private static long Packed(string json)
    {
        using var to = new MemoryStream();
        using (var stream = new BrotliStream(to, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(Encoding.UTF8.GetBytes(json));
        }

        return to.Length;
    }

    [Benchmark]
    public int RecordDecision() => DecisionRecord.Of(world, verdict, "benchmark").Write().Length;

    [Benchmark]
    public bool DecideAgain() => DecisionRecord.Read(json).Holds();

    [Benchmark]
    public long VerifyAMillionRows()
    {
        var verifier = new AuditVerifier(AuditPoint.Nothing, []);
        foreach (var line in lines)
        {
            if (verifier.Take(line) is { } wrong)
            {
                throw new InvalidOperationException(wrong.Why);
            }
        }

        return verifier.Rows;
    }
}
