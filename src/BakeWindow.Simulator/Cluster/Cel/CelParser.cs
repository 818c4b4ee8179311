namespace BakeWindow.Simulator.Cluster.Cel;

/// <summary>Reads an expression by descent, one method for each rank of operators.</summary>
internal sealed class CelParser
{
    private static readonly string[] Macros = ["all", "exists", "exists_one", "filter", "map"];

    private readonly string text;
    private readonly IReadOnlyCollection<string> declared;
    private readonly List<CelToken> tokens;
    private readonly Stack<string> local = new();
    private CelException? undeclared;
    private int at;

    /// <param name="text">The expression.</param>
    /// <param name="declared">The variables that there are; any other name is an error.</param>
    public CelParser(string text, IReadOnlyCollection<string> declared)
    {
        this.text = text;
        this.declared = declared;
        tokens = new CelLexer(text).Read();
    }

    public CelNode Read()
    {
        var node = Choice();
        return Peek.Kind == CelTokenKind.End ? (undeclared is null ? node : throw undeclared) : throw CelErrors.Syntax(text, Peek.At, $"extraneous input '{Peek.Text}' expecting <EOF>");
    }

    private CelToken Peek => tokens[at];

    private CelNode Choice()
    {
        var condition = Or();
        if (!Taken("?"))
        {
            return condition;
        }

        var then = Or();
        Demand(":");
        return new CelNode.Choice(condition, then, Choice());
    }

    private CelNode Or()
    {
        var left = And();
        while (Taken("||"))
        {
            left = new CelNode.Both(true, left, And());
        }

        return left;
    }

    private CelNode And()
    {
        var left = Relation();
        while (Taken("&&"))
        {
            left = new CelNode.Both(false, left, Relation());
        }

        return left;
    }

    private CelNode Relation() => Chain(() => Chain(() => Chain(Unary, "*", "/", "%"), "+", "-"), "==", "!=", "<", "<=", ">", ">=", "in");

    private CelNode Chain(Func<CelNode> next, params IReadOnlyList<string> signs)
    {
        var left = next();
        while (Peek.Kind == CelTokenKind.Sign && signs.Contains(Peek.Text))
        {
            var sign = tokens[at++].Text;
            left = new CelNode.Operation(sign, left, next());
        }

        return left;
    }

    private CelNode Unary() => Taken("!") ? new CelNode.Not(Unary()) : Taken("-") ? new CelNode.Minus(Unary()) : Member();

    private CelNode Member()
    {
        var node = Primary();
        while (true)
        {
            if (Taken("."))
            {
                var name = Word();
                node = Taken("(") ? Method(node, name) : new CelNode.Select(node, name, false);
            }
            else if (Taken(".?"))
            {
                node = new CelNode.Select(node, Word(), true);
            }
            else if (Peek.Kind == CelTokenKind.Sign && Peek.Text is "[" or "[?")
            {
                var optional = tokens[at++].Text == "[?";
                node = new CelNode.Index(node, Choice(), optional);
                Demand("]");
            }
            else
            {
                return node;
            }
        }
    }

    private CelNode Method(CelNode of, string name)
    {
        // A macro's first argument is a name that only its body knows.
        if (!Macros.Contains(name) || tokens[at + 1].Text != "," || Peek.Kind != CelTokenKind.Identifier)
        {
            return new CelNode.Call(of, name, Rest(")"));
        }

        var variable = Word();
        Demand(",");
        local.Push(variable);
        var rest = Rest(")");
        local.Pop();
        return rest.Count == 2 ? new CelNode.Loop("filterMap", of, variable, rest[0], rest[1]) : new CelNode.Loop(name, of, variable, rest[0], null);
    }

    private CelNode Primary()
    {
        var token = tokens[at++];
        if (token.Kind == CelTokenKind.Literal)
        {
            return new CelNode.Literal(token.Value);
        }

        if (token.Kind == CelTokenKind.Identifier)
        {
            return Taken("(") ? Function(token) : Name(token);
        }

        switch (token.Text)
        {
            case "(":
                var inner = Choice();
                Demand(")");
                return inner;
            case "[":
                return new CelNode.List(Rest("]"));
            case "{":
                return Map();
            default:
                throw CelErrors.NoOperand(text, token);
        }
    }

    // Told only when the whole can be read.
    private CelNode.Name Name(CelToken token)
    {
        if (!declared.Contains(token.Text) && !local.Contains(token.Text))
        {
            undeclared ??= CelErrors.Undeclared(text, token.At, token.Text);
        }

        return new CelNode.Name(token.Text);
    }

    private CelNode Function(CelToken name)
    {
        var arguments = Rest(")");
        return name.Text != "has" ? new CelNode.Call(null, name.Text, arguments)
            : arguments is [CelNode.Select { Optional: false } select] ? new CelNode.Has(select.Of, select.Field)
            : throw CelErrors.Syntax(text, name.At, "invalid argument to has() macro");
    }

    private CelNode.Map Map()
    {
        var entries = new List<(CelNode, CelNode)>();
        while (!Taken("}"))
        {
            var key = Choice();
            Demand(":");
            entries.Add((key, Choice()));
            if (Peek.Text != "}")
            {
                Demand(",");
            }
        }

        return new CelNode.Map(entries);
    }

    private List<CelNode> Rest(string end)
    {
        var nodes = new List<CelNode>();
        while (!Taken(end))
        {
            nodes.Add(Choice());
            if (Peek.Text != end)
            {
                Demand(",");
            }
        }

        return nodes;
    }

    private string Word() => Peek.Kind == CelTokenKind.Identifier ? tokens[at++].Text : throw CelErrors.Syntax(text, Peek.At, $"mismatched input '{Peek.Text}' expecting IDENTIFIER");

    private bool Taken(string sign)
    {
        if (Peek.Kind != CelTokenKind.Sign || Peek.Text != sign)
        {
            return false;
        }

        at++;
        return true;
    }

    private void Demand(string sign)
    {
        if (!Taken(sign))
        {
            throw Peek.Kind == CelTokenKind.End ? CelErrors.NoOperand(text, Peek) : CelErrors.Syntax(text, Peek.At, $"mismatched input '{Peek.Text}' expecting '{sign}'");
        }
    }
}
