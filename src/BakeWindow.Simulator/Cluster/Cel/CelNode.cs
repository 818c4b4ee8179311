namespace BakeWindow.Simulator.Cluster.Cel;

/// <summary>A part of an expression.</summary>
internal abstract record CelNode
{
    private CelNode()
    {
    }

    /// <summary>A value as it stands.</summary>
    public sealed record Literal(object? Value) : CelNode;

    /// <summary>A variable.</summary>
    public sealed record Name(string Id) : CelNode;

    /// <summary>a.b; of what is absent an empty optional where it is written a.?b.</summary>
    public sealed record Select(CelNode Of, string Field, bool Optional) : CelNode;

    /// <summary>has(a.b).</summary>
    public sealed record Has(CelNode Of, string Field) : CelNode;

    /// <summary>a[b]; a[?b] gives an optional.</summary>
    public sealed record Index(CelNode Of, CelNode Key, bool Optional) : CelNode;

    /// <summary>f(…), or a.f(…) where there is an object.</summary>
    public sealed record Call(CelNode? Of, string Function, IReadOnlyList<CelNode> Arguments) : CelNode;

    /// <summary>An operator with two sides, but not &amp;&amp; and ||.</summary>
    public sealed record Operation(string Sign, CelNode Left, CelNode Right) : CelNode;

    /// <summary>a &amp;&amp; b, a || b: the side that decides hides an error of the other.</summary>
    public sealed record Both(bool DecidedBy, CelNode Left, CelNode Right) : CelNode;

    /// <summary>!a.</summary>
    public sealed record Not(CelNode Of) : CelNode;

    /// <summary>-a.</summary>
    public sealed record Minus(CelNode Of) : CelNode;

    /// <summary>a ? b : c.</summary>
    public sealed record Choice(CelNode Condition, CelNode Then, CelNode Else) : CelNode;

    /// <summary>[a, b].</summary>
    public sealed record List(IReadOnlyList<CelNode> Items) : CelNode;

    /// <summary>{a: b}.</summary>
    public sealed record Map(IReadOnlyList<(CelNode Key, CelNode Value)> Entries) : CelNode;

    /// <summary>a.all(x, …), exists, exists_one, filter, map: over the items of a list or the keys of a map.</summary>
    public sealed record Loop(string Macro, CelNode Over, string Variable, CelNode Body, CelNode? Transform) : CelNode;
}
