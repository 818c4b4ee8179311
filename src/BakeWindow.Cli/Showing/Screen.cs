using Spectre.Console;

namespace BakeWindow.Cli.Showing;

/// <summary>Where tables and sentences for people go. Colours only in a terminal (and not under NO_COLOR); no wrapping where nobody looks.</summary>
internal sealed class Screen
{
    private const int UnseenWidth = 240;

    private readonly IAnsiConsole console;

    public Screen(Surroundings around)
    {
        var plain = !around.OutIsTerminal || around.Variable("NO_COLOR") is { Length: > 0 };
        console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(around.Out),
            Ansi = around.OutIsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
        });
        if (!around.OutIsTerminal)
        {
            console.Profile.Width = UnseenWidth;
        }
    }

    /// <summary>Wide enough for what is good to know besides.</summary>
    public bool IsWide => console.Profile.Width >= 130;

    public static Style Good { get; } = new(Color.Green);

    public static Style Bad { get; } = new(Color.Red);

    public static Style Faint { get; } = new(Color.Grey);

    public static Style Strong { get; } = new(decoration: Decoration.Bold);

    public static Text Cell(string text, Style? style = null) => new(Plain.Text(text), style);

    public void Line(string text, Style? style = null)
    {
        console.Write(Cell(text, style));
        console.WriteLine();
    }

    public void Headline(string word, Style style, string rest)
    {
        console.Write(Cell(word, style));
        console.Write(Cell("  " + rest));
        console.WriteLine();
    }

    /// <summary>A table whose columns are named; numbers belong to the right.</summary>
    public void Table(IReadOnlyList<(string Title, bool Right)> columns, IEnumerable<IReadOnlyList<Text>> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var (title, right) in columns)
        {
            var column = new TableColumn(new Text(title, Strong)) { NoWrap = true };
            table.AddColumn(right ? column.RightAligned() : column);
        }

        foreach (var row in rows)
        {
            table.AddRow(row);
        }

        console.Write(table);
    }

    /// <summary>Names and values, one a line; a value that is null is left out.</summary>
    public void Facts(params IEnumerable<(string Name, string? Value)> facts)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn(new GridColumn().PadRight(0));
        foreach (var (name, value) in facts)
        {
            if (value is not null)
            {
                grid.AddRow(Cell(name, Faint), Cell(value));
            }
        }

        console.Write(grid);
    }
}
