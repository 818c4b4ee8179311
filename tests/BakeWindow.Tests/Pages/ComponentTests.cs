using BakeWindow.Core.Cluster;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Web.Components.Parts;
using BakeWindow.Web.Views;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace BakeWindow.Tests.Pages;

public sealed class ComponentTests : BunitContext
{
    public ComponentTests() => Services.AddSingleton<TimeProvider>(new FakeTimeProvider(Worlds.At(100)));

    [Theory]
    [InlineData(Word.Open, "▲", "Open")]
    [InlineData(Word.Held, "■", "Held")]
    [InlineData(Word.CannotSay, "?", "Can’t say")]
    [InlineData(Word.Running, "↻", "Running")]
    public void A_verdict_has_a_sign_a_word_and_a_colour_of_its_own(Word word, string sign, string text)
    {
        var chip = Render<WordChip>(p => p.Add(c => c.Word, word)).Find(".bw-word");

        Assert.Contains(sign, chip.TextContent, StringComparison.Ordinal);
        Assert.Contains(text, chip.TextContent, StringComparison.Ordinal);
        Assert.Contains($"bw-{word.Css()}", chip.ClassList);
    }

    [Theory]
    [InlineData(null, "12:10:00 UTC")]
    [InlineData("Europe/Paris", "12:10:00 UTC (14:10:00 Paris)")]
    [InlineData("Asia/Kathmandu", "12:10:00 UTC (17:55:00 Kathmandu)")]
    [InlineData("Pacific/Auckland", "12:10:00 UTC (01:10:00 Auckland)")]
    [InlineData("Not/AZone", "12:10:00 UTC")]
    public void An_instant_is_told_in_utc_and_in_the_viewer_s_zone(string? zone, string text)
    {
        var shown = Render<Instant>(p => p.Add(c => c.At, Worlds.At(100)).AddCascadingValue(Viewer.In(zone)));

        Assert.Equal(text, shown.Find("time").TextContent);
        Assert.Equal("2026-10-01T12:10:00Z", shown.Find("time").GetAttribute("datetime"));
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(22, false)]
    [InlineData(24, true)]
    [InlineData(-5, true)]
    public void A_head_too_old_or_too_new_to_decide_by_is_warned_of(int age, bool warns)
    {
        var world = Worlds.World(100, Worlds.Rights(1_000), ClusterView.Unseen);

        var chip = Render<HeadChip>(p => p.Add(c => c.World, world).Add(c => c.Now, Worlds.At(100).AddSeconds(age))).Find(".bw-chip");

        Assert.Equal(warns, chip.ClassList.Contains("bw-warn"));
    }

    [Fact]
    public void Without_a_head_the_bar_says_so_and_names_no_right()
    {
        var world = Worlds.World(100, Worlds.Rights(1_000), ClusterView.Unseen) with { Chain = null };

        Assert.Contains("no head yet", Render<HeadChip>(p => p.Add(c => c.World, world).Add(c => c.Now, Worlds.At(100))).Markup, StringComparison.Ordinal);
        Assert.Empty(Render<NextRightChip>(p => p.Add(c => c.World, world).Add(c => c.Now, Worlds.At(100))).Markup.Trim());
    }

    [Fact]
    public void The_next_hard_right_counts_down_to_its_least_time()
    {
        var world = Worlds.World(100, Worlds.Rights(1_000), ClusterView.Unseen);

        var chip = Render<NextRightChip>(p => p.Add(c => c.World, world).Add(c => c.Now, Worlds.At(100)));

        Assert.Equal("2026-10-01T13:40:00Z", chip.Find("[data-countdown]").GetAttribute("data-countdown"));
    }
}
