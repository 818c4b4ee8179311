using BakeWindow.Simulator.Cluster.Api;

namespace BakeWindow.Simulator.Cluster.Selectors;

/// <summary>Reads the query form: "a=b,c!=d,e in (x,y),f notin (z),g,!h".</summary>
internal sealed class LabelSelectorParser
{
    private readonly string text;
    private int at;

    private LabelSelectorParser(string text) => this.text = text;

    public static LabelSelector Parse(string? text) => string.IsNullOrWhiteSpace(text) ? LabelSelector.Everything : new LabelSelectorParser(text).Selector();

    private LabelSelector Selector()
    {
        var list = new List<Requirement> { Requirement() };
        while (Taken(','))
        {
            list.Add(Requirement());
        }

        if (at < text.Length)
        {
            throw Unexpected("',' or end of string");
        }

        return new LabelSelector(list);
    }

    private Requirement Requirement()
    {
        if (Taken('!'))
        {
            return new Requirement(Word("identifier"), Operator.Absent, []);
        }

        var key = Word("identifier");
        if (Taken('!'))
        {
            return Taken('=') ? new Requirement(key, Operator.NotIn, [Value()]) : throw Unexpected("'='");
        }

        if (Taken('='))
        {
            Taken('=');
            return new Requirement(key, Operator.In, [Value()]);
        }

        return Peek() is '\0' or ',' ? new Requirement(key, Operator.Exists, []) : SetOf(key);
    }

    private Requirement SetOf(string key)
    {
        var word = Word("in, notin, =, ==, !=");
        var kind = word switch { "in" => Operator.In, "notin" => Operator.NotIn, _ => throw Unexpected("in, notin, =, ==, !=", word) };
        if (!Taken('('))
        {
            throw Unexpected("'('");
        }

        var values = new List<string> { Value() };
        while (Taken(','))
        {
            values.Add(Value());
        }

        return Taken(')') ? new Requirement(key, kind, values) : throw Unexpected("')'");
    }

    // A value may be empty: "a=" asks for the empty label.
    private string Value() => Peek() is '\0' or ',' or ')' ? "" : Word("identifier");

    private string Word(string expected)
    {
        Peek();
        var start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '-' or '_' or '.' or '/'))
        {
            at++;
        }

        return at > start ? text[start..at] : throw Unexpected(expected);
    }

    private bool Taken(char wanted)
    {
        if (Peek() != wanted)
        {
            return false;
        }

        at++;
        return true;
    }

    private char Peek()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at < text.Length ? text[at] : '\0';
    }

    private ApiRefusal Unexpected(string expected, string? found = null) =>
        Refusals.BadRequest($"unable to parse requirement: found '{found ?? (at < text.Length ? text[at].ToString() : "")}', expected: {expected}");
}
