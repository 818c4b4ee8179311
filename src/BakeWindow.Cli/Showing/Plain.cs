namespace BakeWindow.Cli.Showing;

/// <summary>Text that came over the network, made safe for a terminal: an escape sequence in an error message must not move the cursor or hide a line.</summary>
internal static class Plain
{
    public static string Text(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => c is '\n' or '\t' ? ' ' : char.IsControl(c) ? '�' : c)) : text;
}
