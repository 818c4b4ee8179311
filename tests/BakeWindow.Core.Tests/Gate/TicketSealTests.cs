using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;

namespace BakeWindow.Core.Tests.Gate;

public sealed class TicketSealTests
{
    private static readonly TicketSeal Seal = new([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    private static readonly Ticket Ticket = new(
        "M-12", "node-1", "uid-1", "boot-1", TimeSpan.FromMinutes(12), new Level(1_100), "BL1100", Sample.Noon.AddMinutes(30), Sample.Noon.AddMinutes(42));

    private static string? Check(string text, string node = "node-1", string uid = "uid-1", string boot = "boot-1", DateTimeOffset? now = null) =>
        Seal.Check(text, node, uid, boot, now ?? Sample.Noon);

    [Fact]
    public void A_signed_ticket_reads_back_and_holds()
    {
        var text = Seal.Sign(Ticket);

        Assert.StartsWith("bwt1.", text, StringComparison.Ordinal);
        Assert.Equal(Ticket, Seal.Open(text));
        Assert.Null(Check(text));
    }

    [Fact]
    public void It_holds_for_its_own_node_and_boot_only_and_until_its_latest_start()
    {
        var text = Seal.Sign(Ticket);

        Assert.Contains("node-2", Check(text, node: "node-2"), StringComparison.Ordinal);
        Assert.Contains("uid-2", Check(text, uid: "uid-2"), StringComparison.Ordinal);
        Assert.Contains("used up", Check(text, boot: "boot-2"), StringComparison.Ordinal);
        Assert.Null(Check(text, now: Ticket.LatestStart.AddTicks(-1)));
        Assert.Contains("latest start", Check(text, now: Ticket.LatestStart), StringComparison.Ordinal);
    }

    [Fact]
    public void Changing_dropping_or_adding_any_character_breaks_it()
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.= +/\n";
        var text = Seal.Sign(Ticket);
        for (var i = 0; i < text.Length; i++)
        {
            Assert.Null(Seal.Open(text.Remove(i, 1)));
            foreach (var c in Alphabet)
            {
                Assert.Null(Seal.Open(text.Insert(i, c.ToString())));
                Assert.True(c == text[i] || Seal.Open(text[..i] + c + text[(i + 1)..]) is null, $"'{c}' at {i} was accepted");
            }
        }

        Assert.All(Alphabet, c => Assert.Null(Seal.Open(text + c)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("bwt1..")]
    [InlineData("bwt1.e30.AAAA")]
    [InlineData("bwt2.e30.AAAA")]
    [InlineData("nonsense")]
    public void What_is_no_ticket_is_refused(string? text)
    {
        Assert.Null(Seal.Open(text));
        Assert.NotNull(Seal.Check(text, "node-1", "uid-1", "boot-1", Sample.Noon));
    }

    [Fact]
    public void A_text_of_any_length_is_refused_without_being_read() => Assert.Null(Seal.Open("bwt1." + new string('A', 100_000) + ".AAAA"));

    [Fact]
    public void Another_key_opens_nothing() => Assert.Null(new TicketSeal(new byte[32]).Open(Seal.Sign(Ticket)));

    [Fact]
    public void A_short_key_is_refused_with_the_mend() =>
        Assert.Contains("openssl rand -base64 32", Assert.Throws<ArgumentException>(() => new TicketSeal(new byte[31])).Message, StringComparison.Ordinal);

    [Fact]
    public void Two_tickets_that_differ_in_anything_differ_in_their_seal()
    {
        Ticket[] tickets =
        [
            Ticket,
            Ticket with { Maintenance = "M-13" },
            Ticket with { Node = "node-2" },
            Ticket with { NodeUid = "uid-2" },
            Ticket with { BootId = "boot-2" },
            Ticket with { Need = TimeSpan.FromMinutes(13) },
            Ticket with { HeadLevel = new Level(1_101) },
            Ticket with { HeadHash = "BL1101" },
            Ticket with { LatestStart = Sample.Noon },
            Ticket with { ExpiresAt = Sample.Noon },
        ];

        Assert.Equal(tickets.Length, tickets.Select(t => Seal.Sign(t).Split('.')[2]).Distinct().Count());
    }

    [Fact]
    public void A_key_file_holds_base64_with_a_line_end_or_the_bytes_themselves()
    {
        byte[] key = [.. Enumerable.Range(200, 32).Select(i => (byte)i)];

        Assert.Equal(key, TicketSeal.KeyIn(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(key) + "\n")));
        Assert.Equal(key, TicketSeal.KeyIn(key));
    }
}
