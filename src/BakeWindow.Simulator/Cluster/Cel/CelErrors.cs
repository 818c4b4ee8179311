using System.Globalization;

namespace BakeWindow.Simulator.Cluster.Cel;

/// <summary>What the server's compiler says.</summary>
internal static class CelErrors
{
    private const string Operand = "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

    public static CelException Syntax(string text, int at, string why) => At(text, at, $"Syntax error: {why}");

    /// <summary>Something else stands where a value should.</summary>
    public static CelException NoOperand(string text, CelToken found) => Syntax(text, found.At, $"mismatched input '{found.Text}' expecting {Operand}");

    public static CelException Undeclared(string text, int at, string name) => At(text, at, $"undeclared reference to '{name}' (in container '')");

    private static CelException At(string text, int at, string why) => new(string.Create(
        CultureInfo.InvariantCulture, $"compilation failed: ERROR: <input>:1:{at + 1}: {why}\n | {text}\n | {new string('.', at)}^"));
}
