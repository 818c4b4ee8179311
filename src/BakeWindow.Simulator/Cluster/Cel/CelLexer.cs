using System.Globalization;
using System.Text;

namespace BakeWindow.Simulator.Cluster.Cel;

/// <summary>One word of an expression: its text, what it stands for, and where it begins.</summary>
internal readonly record struct CelToken(CelTokenKind Kind, string Text, object? Value, int At);

internal enum CelTokenKind
{
    Sign,
    Identifier,
    Literal,
    End,
}

/// <summary>Cuts an expression into words.</summary>
internal sealed class CelLexer(string text)
{
    private static readonly string[] Signs = ["&&", "||", "==", "!=", "<=", ">=", ".?", "[?", "+", "-", "*", "/", "%", "<", ">", "!", "?", ":", ".", ",", "(", ")", "[", "]", "{", "}"];

    private int at;

    public List<CelToken> Read()
    {
        var tokens = new List<CelToken>();
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            if (at == text.Length)
            {
                tokens.Add(new CelToken(CelTokenKind.End, "<EOF>", null, at));
                return tokens;
            }

            tokens.Add(Next());
        }
    }

    private CelToken Next()
    {
        var start = at;
        if (char.IsAsciiDigit(text[at]))
        {
            return Number(start);
        }

        if (text[at] is '"' or '\'' || (text[at] is 'r' or 'R' && at + 1 < text.Length && text[at + 1] is '"' or '\''))
        {
            return new CelToken(CelTokenKind.Literal, "", Quoted(), start);
        }

        if (char.IsAsciiLetter(text[at]) || text[at] == '_')
        {
            while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_'))
            {
                at++;
            }

            var word = text[start..at];
            return word switch
            {
                "true" => new CelToken(CelTokenKind.Literal, word, true, start),
                "false" => new CelToken(CelTokenKind.Literal, word, false, start),
                "null" => new CelToken(CelTokenKind.Literal, word, null, start),
                "in" => new CelToken(CelTokenKind.Sign, word, null, start),
                _ => new CelToken(CelTokenKind.Identifier, word, null, start),
            };
        }

        var sign = Array.Find(Signs, one => string.CompareOrdinal(text, at, one, 0, one.Length) == 0)
            ?? throw CelErrors.Syntax(text, at, $"token recognition error at: '{text[at]}'");
        at += sign.Length;
        return new CelToken(CelTokenKind.Sign, sign, null, start);
    }

    private CelToken Number(int start)
    {
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || (text[at] == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))))
        {
            at++;
        }

        var word = text[start..at];
        object value = word.Contains('.', StringComparison.Ordinal) ? double.Parse(word, CultureInfo.InvariantCulture) : (object)long.Parse(word, CultureInfo.InvariantCulture);
        if (at < text.Length && text[at] is 'u' or 'U')
        {
            at++;
        }

        return new CelToken(CelTokenKind.Literal, word, value, start);
    }

    private string Quoted()
    {
        var start = at;
        var raw = text[at] is 'r' or 'R';
        at += raw ? 1 : 0;
        var quote = text[at++];
        var value = new StringBuilder();
        while (at < text.Length && text[at] != quote)
        {
            if (text[at] == '\\' && !raw && at + 1 < text.Length)
            {
                at++;
                value.Append(text[at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other });
            }
            else
            {
                value.Append(text[at]);
            }

            at++;
        }

        if (at == text.Length)
        {
            throw CelErrors.Syntax(text, start, $"token recognition error at: '{text[start..]}'");
        }

        at++;
        return value.ToString();
    }
}
