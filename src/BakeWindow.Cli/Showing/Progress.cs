namespace BakeWindow.Cli.Showing;

/// <summary>One line on standard error that says what is being waited for; only where a person looks, and gone when the answer comes.</summary>
internal sealed class Progress(Surroundings around) : IDisposable
{
    private const string Erase = "\r\u001b[2K";

    private bool shown;

    public void Say(string text)
    {
        if (around.ErrorIsTerminal)
        {
            var line = Plain.Text(text);
            around.Error.Write($"{Erase}{(line.Length <= 110 ? line : line[..110] + "…")}");
            around.Error.Flush();
            shown = true;
        }
    }

    public void Dispose()
    {
        if (shown)
        {
            around.Error.Write(Erase);
            around.Error.Flush();
            shown = false;
        }
    }
}
