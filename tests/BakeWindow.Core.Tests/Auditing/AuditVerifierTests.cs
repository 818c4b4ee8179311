using BakeWindow.Core.Auditing;
using CsCheck;

namespace BakeWindow.Core.Tests.Auditing;

/// <summary>Whatever is done to rows of the audit, a verifier that remembers where the chain ended finds it.</summary>
public sealed class AuditVerifierTests
{
    private const int Rows = 12;

    private static readonly Gen<string> Word = Gen.String[Gen.Char[' ', 'z'], 0, 8];

    [Fact]
    public void Rows_as_they_were_written_are_right_and_so_is_every_part_of_them_from_a_known_point()
    {
        var (rows, head) = Chain(1);

        Assert.Null(Check(AuditPoint.Nothing, rows, head, [head]));
        Assert.Null(Check(new AuditPoint(5, rows[4].Hash), rows[5..], head, [head]));
        Assert.Null(Check(new AuditPoint(Rows, rows[^1].Hash), [], head, [head]));
        Assert.Null(Check(AuditPoint.Nothing, [], AuditPoint.Nothing, []));
    }

    [Fact]
    public void The_seal_is_the_one_that_the_documents_describe() =>
        // Reckoned by a few lines of Python, as docs/audit.md has them.
        Assert.Equal("36077535adbd1f14ab5078cef02bbc056be874dd575dded9b579f69e06a4669d", Convert.ToHexStringLower(AuditChain.Seal(new byte[32], Line(1, "kind", "who", null, "subject", "detail"))));

    [Fact]
    public void A_hundred_thousand_edits_deletions_swaps_insertions_and_truncations_are_all_found()
    {
        var chains = Enumerable.Range(0, 50).Select(Chain).ToArray();
        (from chain in Gen.Int[0, chains.Length - 1]
         from what in Gen.Int[0, 6]
         from a in Gen.Int[0, Rows - 1]
         from b in Gen.Int[0, Rows - 1]
         from field in Gen.Int[0, 8]
         from bit in Gen.Int[0, 255]
         from word in Word
         select (chain, what, a, b, field, bit, word)).Sample(
            m =>
            {
                var (rows, head) = chains[m.chain];
                var (changed, first) = Tampered([.. rows], m.what, m.a, m.b, m.field, m.bit, m.word);
                if (changed is null)
                {
                    return;
                }

                var wrong = Check(AuditPoint.Nothing, changed, m.what == 6 ? new AuditPoint(changed[^1].Key, changed[^1].Hash) : head, [head]);
                Assert.NotNull(wrong);
                // All but a chain that was written anew names the very row.
                if (m.what != 6)
                {
                    Assert.Equal(first, wrong.Key);
                }
            },
            iter: 100_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc@1")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000@-1")]
    [InlineData("g000000000000000000000000000000000000000000000000000000000000000@1")]
    public void What_is_no_point_is_refused(string text) => Assert.False(AuditPoint.TryParse(text, out _));

    [Fact]
    public void A_point_reads_back()
    {
        var (rows, head) = Chain(3);

        Assert.True(AuditPoint.TryParse($" {head.ToString().ToUpperInvariant()} ", out var read));
        Assert.Equal((Rows, rows[^1].Hash), (read.Key, read.Hash));
    }

    [Fact]
    public void A_point_that_was_swept_away_is_said_to_be_too_old_and_breaks_nothing()
    {
        var (rows, head) = Chain(4);
        var verifier = new AuditVerifier(new AuditPoint(5, rows[4].Hash), [new AuditPoint(2, rows[1].Hash), head]);

        Assert.All(rows[5..], row => Assert.Null(verifier.Take(row)));
        Assert.Null(verifier.End(head));
        Assert.Equal(2, Assert.Single(verifier.TooOld).Key);
    }

    private static (List<AuditLine>? Rows, long FirstWrong) Tampered(List<AuditLine> rows, int what, int a, int b, int field, int bit, string word)
    {
        switch (what)
        {
            case 0 or 1:
                var edited = Edited(rows[a], field, bit, word);
                var same = edited == rows[a];
                rows[a] = edited;
                return same ? default : (rows, edited.Key);
            case 2:
                rows.RemoveAt(a);
                return (rows, a == Rows - 1 ? Rows : a + 2);
            case 3 when a != b:
                // The contents change places, keys and seals stay where they are.
                (rows[a], rows[b]) = (rows[b] with { Key = rows[a].Key, Hash = rows[a].Hash }, rows[a] with { Key = rows[b].Key, Hash = rows[b].Hash });
                return (rows, Math.Min(a, b) + 1);
            case 4:
                rows.Insert(a, rows[a] with { Detail = word + "!" });
                return (rows, a + 1);
            case 5 when a > 0:
                rows.RemoveRange(a, Rows - a);
                return (rows, a + 1);
            case 6:
                // The whole chain anew behind a change, as somebody does who can write the anchor too.
                rows[a] = rows[a] with { Detail = rows[a].Detail + "!" };
                return (Sealed(rows), 0);
            default:
                return default;
        }
    }

    private static AuditLine Edited(AuditLine row, int field, int bit, string word) => field switch
    {
        0 => row with { Kind = Flipped(row.Kind, bit) },
        1 => row with { Who = Flipped(row.Who, bit) },
        2 => row with { From = row.From is null ? word : null },
        3 => row with { Subject = Flipped(row.Subject, bit) },
        4 => row with { Detail = word },
        5 => row with { Before = row.Before is null ? word : null },
        6 => row with { After = row.After is null ? word : Flipped(row.After, bit) },
        7 => row with { At = row.At.AddMilliseconds(1 + bit) },
        _ => row with { Hash = Flipped(row.Hash, bit) },
    };

    // One character in another; in a seal it stays a digit.
    private static string Flipped(string text, int bit)
    {
        if (text.Length == 0)
        {
            return "x";
        }

        var at = bit % text.Length;
        return text[..at] + (text[at] == 'a' ? 'b' : 'a') + text[(at + 1)..];
    }

    private static (List<AuditLine> Rows, AuditPoint Head) Chain(int seed)
    {
        var random = new Random(seed);
        var rows = Sealed([.. Enumerable.Range(1, Rows).Select(i => Line(i, $"kind-{random.Next(3)}", $"who {random.Next()}", random.Next(2) == 0 ? null : "10.0.0.1", $"M-{random.Next(100)}", random.Next(4) == 0 ? "" : $"detail {random.Next()} 🥖") with
        {
            Before = random.Next(2) == 0 ? null : "", After = random.Next(2) == 0 ? null : $"after {random.Next()}",
        })]);
        return (rows, new AuditPoint(rows[^1].Key, rows[^1].Hash));
    }

    private static List<AuditLine> Sealed(List<AuditLine> rows)
    {
        var before = new byte[AuditChain.SealLength];
        return [.. rows.Select(row => row with { Hash = Convert.ToHexStringLower(before = AuditChain.Seal(before, row)) })];
    }

    private static AuditLine Line(long key, string kind, string who, string? from, string subject, string detail) =>
        new(key, Sample.Noon.AddMinutes(key), kind, who, from, subject, detail, null, null, "");

    private static AuditBreak? Check(AuditPoint start, IEnumerable<AuditLine> rows, AuditPoint head, IReadOnlyList<AuditPoint> remembered)
    {
        var verifier = new AuditVerifier(start, remembered);
        foreach (var row in rows)
        {
            if (verifier.Take(row) is { } wrong)
            {
                return wrong;
            }
        }

        return verifier.End(head);
    }
}
