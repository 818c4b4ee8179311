using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Cel;

namespace BakeWindow.Tests.SimulatorCluster;

/// <summary>Expressions as the simulated API evaluates them.</summary>
public sealed class CelTests
{
    private static readonly Dictionary<string, object?> Names = new(StringComparer.Ordinal)
    {
        ["object"] = JsonNode.Parse("""{"metadata":{"name":"baker-0","labels":{"app":"baker"}},"spec":{"replicas":2,"nodes":["a","b"]}}"""),
        ["oldObject"] = null,
    };

    [Theory]
    [InlineData("object.metadata.name == 'baker-0' && object.spec.replicas > 1")]
    [InlineData("has(object.metadata.labels) && !has(object.metadata.annotations)")]
    [InlineData("'app' in object.metadata.labels && object.metadata.labels['app'].startsWith('bak')")]
    [InlineData("'b' in object.spec.nodes && !('c' in object.spec.nodes)")]
    [InlineData("object.spec.nodes.exists(n, n == 'a') && object.spec.nodes.all(n, n.size() == 1)")]
    [InlineData("object.spec.nodes.filter(n, n != 'a').map(n, n + '!') == ['b!']")]
    [InlineData("(oldObject == null ? 'new' : 'old') + ' ' + string(object.spec.replicas) == 'new 2'")]
    [InlineData("object.?status.?phase.orValue('none') == 'none'")]
    [InlineData("size({'a': 1}) == 1 && {'a': 1}['a'] == 1 && 7 / 2 * 2 + 7 % 2 == 7 && -1 < 0")]
    [InlineData("timestamp('2026-11-23T12:00:00Z') + duration('90s') == timestamp('2026-11-23T12:01:30Z')")]
    [InlineData("object.nothing == 1 || true")]
    [InlineData("'x,y'.split(',')[1] == \"y\" && r'\\d'.size() == 2 && 'x7'.matches('[0-9]')")]
    public void It_holds(string expression) => Assert.Equal(true, CelExpression.Compile(expression, [.. Names.Keys]).Evaluate(Names));

    [Theory]
    [InlineData("object.spec.foo == 'x'", "no such key: foo")]
    [InlineData("object.metadata.name > 1", "no such overload")]
    [InlineData("object.spec.nodes[2] == 'c'", "index out of bounds: 2")]
    [InlineData("1 / 0 == 1", "division by zero")]
    [InlineData("object.metadata.name ? true : false", "no such overload")]
    public void It_fails(string expression, string why) =>
        Assert.Equal(why, Assert.Throws<CelException>(() => CelExpression.Compile(expression, [.. Names.Keys]).Evaluate(Names)).Message);

    [Theory]
    [InlineData("1 +", "1:4: Syntax error: mismatched input '<EOF>'")]
    [InlineData("foo == 1", "1:1: undeclared reference to 'foo'")]
    [InlineData("(1", "1:3: Syntax error")]
    [InlineData("'open", "1:1: Syntax error")]
    public void It_cannot_be_read(string expression, string why) =>
        Assert.Contains(why, Assert.Throws<CelException>(() => CelExpression.Compile(expression, [.. Names.Keys])).Message, StringComparison.Ordinal);
}
