using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;
using BakeWindow.Web.Views;

namespace BakeWindow.Tests.Web.Declared;

public sealed class BakerViewTests
{
    private static readonly DeclaredBaker Alpha = new("alpha", Worlds.Baker, null, [], Worlds.Baker.Value);

    [Theory]
    [InlineData("alpha")]
    [InlineData("tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq")]
    public void A_baker_is_found_by_name_and_by_address_and_tells_what_comes_next(string id)
    {
        var view = View(NodeDetailViewTests.World(), id);

        Assert.Equal((1_000, Worlds.At(1_000)), (view.Next[0].Right.Level.Value, view.Next[0].Earliest));
        Assert.NotEmpty(view.Windows);
        Assert.Equal((1, 1, 0), Assert.Single(view.Cycles) is var c ? (c.Blocks, c.Left, c.Later) : default);
        Assert.Equal(0, view.BudgetUsed);
        Assert.Equal(("baker-0", "node-1"), Assert.Single(Assert.Single(view.Workloads).Where) is var w ? (w.Pod, w.Node) : default);
    }

    [Fact]
    public void Without_rights_nothing_is_said_of_what_comes_next_and_the_word_is_can_t_say()
    {
        var world = NodeDetailViewTests.World();

        var view = View(world with { Bakers = [world.Bakers[0] with { Rights = null, RightsProblem = "refused" }] }, "alpha");

        Assert.Equal(("Can’t say", 0, 0), (view.Title, view.Next.Count, view.Windows.Count));
        Assert.Equal("refused", view.Facts!.RightsProblem);
    }

    [Fact]
    public void A_name_that_is_none_says_whom_it_may_mean()
    {
        var view = View(NodeDetailViewTests.World(), "alph");

        Assert.Equal((null, "alpha"), (view.Baker, view.Nearest[0]));
        Assert.Empty(View(NodeDetailViewTests.World(), new string('x', 5_000)).Nearest);
    }

    private static BakerView View(Core.Gate.World world, string id) => BakerView.From(world, [Alpha], id, _ => BakerHealth.Nothing, Worlds.At(100));
}
