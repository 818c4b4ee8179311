using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster.Cel;

/// <summary>
/// An expression of the Common Expression Language, as admission rules and schemas write them: the operators, has, in, the macros over lists and maps,
/// optionals, and the functions of <see cref="CelFunctions"/>. Types are looked at when it runs, not before.
/// </summary>
internal sealed class CelExpression
{
    private static readonly ConcurrentDictionary<(string, string), CelNode> Read = new();

    private readonly CelNode root;

    private CelExpression(string text, CelNode root) => (Text, this.root) = (text, root);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Reads an expression that may use the variables named.</summary>
    /// <exception cref="CelException">It can't be read.</exception>
    public static CelExpression Compile(string text, IReadOnlyCollection<string> variables) =>
        new(text, Read.GetOrAdd((text, string.Join(',', variables)), _ => new CelParser(text, variables).Read()));

    /// <summary>Its value for these variables (JSON, or values of the language).</summary>
    /// <exception cref="CelException">It fails.</exception>
    public object? Evaluate(IReadOnlyDictionary<string, object?> variables)
    {
        try
        {
            return Value(root, variables);
        }
        catch (OverflowException)
        {
            throw new CelException("integer overflow");
        }
    }

    private static object? Value(CelNode node, IReadOnlyDictionary<string, object?> names) => node switch
    {
        CelNode.Literal literal => literal.Value,
        CelNode.Name name => Named(name.Id, names),
        CelNode.Select select => Select(Value(select.Of, names), select.Field, select.Optional),
        CelNode.Has has => Has(Value(has.Of, names), has.Field),
        CelNode.Index index => Index(Value(index.Of, names), Value(index.Key, names), index.Optional),
        CelNode.Call { Of: { } of } call => CelFunctions.Call(Value(of, names), call.Function, [.. call.Arguments.Select(one => Value(one, names))]),
        CelNode.Call call => CelFunctions.Call(call.Function, [.. call.Arguments.Select(one => Value(one, names))]),
        CelNode.Operation operation => CelFunctions.Operate(operation.Sign, Value(operation.Left, names), Value(operation.Right, names)),
        CelNode.Both both => Both(both, names),
        CelNode.Not not => !Truth(Value(not.Of, names)),
        CelNode.Minus minus => Value(minus.Of, names) switch { long number => -number, double number => -number, _ => throw new CelException("no such overload") },
        CelNode.Choice choice => Value(Truth(Value(choice.Condition, names)) ? choice.Then : choice.Else, names),
        CelNode.List list => (object?[])[.. list.Items.Select(item => Value(item, names))],
        CelNode.Map map => map.Entries.ToDictionary(entry => CelValues.Text(Value(entry.Key, names)), entry => Value(entry.Value, names), StringComparer.Ordinal),
        CelNode.Loop loop => Loop(loop, names),
        _ => throw new CelException("no such overload"),
    };

    private static object? Named(string id, IReadOnlyDictionary<string, object?> names) => names.GetValueOrDefault(id) is JsonNode json ? CelValues.Of(json) : names.GetValueOrDefault(id);

    private static object? Select(object? of, string field, bool optional)
    {
        if (of is CelOptional inner)
        {
            return inner.HasValue ? Select(inner.Value, field, true) : inner;
        }

        var found = CelValues.TryFind(of, field, out var value);
        return optional ? (found ? new CelOptional(true, value) : CelOptional.None) : found ? value : throw new CelException($"no such key: {field}");
    }

    private static bool Has(object? of, string field) => of is CelOptional inner ? inner.HasValue && Has(inner.Value, field) : CelValues.TryFind(of, field, out _);

    private static object? Index(object? of, object? key, bool optional)
    {
        if (of is CelOptional inner)
        {
            return inner.HasValue ? Index(inner.Value, key, true) : inner;
        }

        if (of is IReadOnlyList<object?> list)
        {
            var there = key is long at && at >= 0 && at < list.Count;
            return optional ? (there ? new CelOptional(true, list[(int)(long)key!]) : CelOptional.None)
                : there ? list[(int)(long)key!] : throw new CelException($"index out of bounds: {key}");
        }

        return Select(of, CelValues.Text(key), optional);
    }

    // An error on one side is forgotten where the other side decides.
    private static bool Both(CelNode.Both both, IReadOnlyDictionary<string, object?> names)
    {
        try
        {
            if (Truth(Value(both.Left, names)) == both.DecidedBy)
            {
                return both.DecidedBy;
            }
        }
        catch (CelException) when (Decides(both, names))
        {
            return both.DecidedBy;
        }

        return Truth(Value(both.Right, names));
    }

    private static bool Decides(CelNode.Both both, IReadOnlyDictionary<string, object?> names)
    {
        try
        {
            return Value(both.Right, names) is bool flag && flag == both.DecidedBy;
        }
        catch (CelException)
        {
            return false;
        }
    }

    private static object? Loop(CelNode.Loop loop, IReadOnlyDictionary<string, object?> names)
    {
        var inner = new Dictionary<string, object?>(names, StringComparer.Ordinal);
        object? With(object? item, CelNode body)
        {
            inner[loop.Variable] = item;
            return Value(body, inner);
        }

        var items = CelValues.Items(Value(loop.Over, names));
        return loop.Macro switch
        {
            "all" => items.All(item => Truth(With(item, loop.Body))),
            "exists" => items.Any(item => Truth(With(item, loop.Body))),
            "exists_one" => items.Count(item => Truth(With(item, loop.Body))) == 1,
            "filter" => (object?[])[.. items.Where(item => Truth(With(item, loop.Body)))],
            "filterMap" => (object?[])[.. items.Where(item => Truth(With(item, loop.Body))).Select(item => With(item, loop.Transform!))],
            _ => (object?[])[.. items.Select(item => With(item, loop.Body))],
        };
    }

    private static bool Truth(object? value) => value is bool flag ? flag : throw new CelException("no such overload");
}
