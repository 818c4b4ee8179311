using System.Globalization;
using BakeWindow.Core.Alerting;
using Fluid;
using Fluid.Values;

namespace BakeWindow.Web.Notifying;

/// <summary>
/// The words of a notice: built in, or by somebody's template in Liquid. A template sees texts and a list of texts and nothing else, takes so many steps and makes so many letters; it is tried
/// with every turn at the start, so that a mistake is told then and not at night.
/// </summary>
public sealed class NoticeTemplates
{
    private const int LongestTemplate = 4_000;
    private const int LongestTitle = 300;
    private const int LongestText = 8_000;

    private static readonly FluidParser Parser = new(new FluidParserOptions { AllowFunctions = false, AllowLiquidTag = false });

    private static readonly TemplateOptions Options = new() { MaxSteps = 2_000, MaxRecursion = 10, StrictVariables = true, StrictFilters = true, CultureInfo = CultureInfo.InvariantCulture };

    private static readonly AlertChange Sample = new(
        new Alert
        {
            Id = "at-risk/alpha", Kind = AlertKind.AtRisk, Severity = AlertSeverity.Critical, Title = "alpha is down", Lines = ["one", "two"], Since = DateTimeOffset.UnixEpoch, Node = "node-1",
        },
        AlertTurn.Began,
        DateTimeOffset.UnixEpoch);

    private readonly IFluidTemplate? title;
    private readonly IFluidTemplate? text;

    private NoticeTemplates(IFluidTemplate? title, IFluidTemplate? text) => (this.title, this.text) = (title, text);

    /// <summary>Nobody's.</summary>
    public static NoticeTemplates BuiltIn { get; } = new(null, null);

    /// <summary>Reads templates; empty ones are the built-in.</summary>
    /// <param name="title">Of the title.</param>
    /// <param name="text">Of the text.</param>
    /// <param name="wrong">What is wrong, by <c>Title</c> and <c>Text</c>.</param>
    public static NoticeTemplates Parse(string title, string text, out IReadOnlyList<(string Field, string Why)> wrong)
    {
        var mistakes = new List<(string, string)>();
        var templates = new NoticeTemplates(One("Title", title, mistakes), One("Text", text, mistakes));
        wrong = mistakes;
        return templates;
    }

    /// <summary>The title: one line.</summary>
    public string Title(AlertChange change, string baker, string link) =>
        Cut(string.Join(' ', (title is null ? AlertWords.Title(change) : Rendered(title, change, baker, link) ?? AlertWords.Title(change)).Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)), LongestTitle);

    /// <summary>The text.</summary>
    public string Text(AlertChange change, string baker, string link)
    {
        var builtIn = AlertWords.Text(change, link.Length > 0 ? link : null);
        return Cut(text is null ? builtIn : Rendered(text, change, baker, link) ?? builtIn, LongestText);
    }

    private static IFluidTemplate? One(string field, string source, List<(string, string)> mistakes)
    {
        if (source.Length == 0)
        {
            return null;
        }

        if (source.Length > LongestTemplate)
        {
            mistakes.Add((field, $"it has {source.Length} letters, at most {LongestTemplate} are taken"));
            return null;
        }

        if (!Parser.TryParse(source, out var template, out var error))
        {
            mistakes.Add((field, $"it is no Liquid template: {error}"));
            return null;
        }

        foreach (var turn in Enum.GetValues<AlertTurn>())
        {
            try
            {
                Render(template, Sample with { Turn = turn }, "alpha", "https://example.org/");
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                mistakes.Add((field, $"it fails when it tells that something {turn.Word()}: {e.Message} It may use {string.Join(", ", Values(Sample, "", "").Select(v => v.Name))}"));
                break;
            }
        }

        return template;
    }

    // At night a broken template must not keep a baker's risk from whoever is to hear of it: then the built-in words are used.
    private static string? Rendered(IFluidTemplate template, AlertChange change, string baker, string link)
    {
        try
        {
            return Render(template, change, baker, link);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }

    private static string Render(IFluidTemplate template, AlertChange change, string baker, string link)
    {
        var context = new TemplateContext(Options);
        foreach (var (name, value) in Values(change, baker, link))
        {
            context.SetValue(name, value);
        }

        return template.Render(context);
    }

    private static IEnumerable<(string Name, FluidValue Value)> Values(AlertChange change, string baker, string link)
    {
        var a = change.Alert;
        yield return ("id", new StringValue(a.Id));
        yield return ("turn", new StringValue(change.Turn.Word()));
        yield return ("kind", new StringValue(a.Kind.Word()));
        yield return ("severity", new StringValue(a.Severity.ToString().ToLowerInvariant()));
        yield return ("title", new StringValue(a.Title));
        yield return ("lines", new ArrayValue([.. a.Lines.Select(l => (FluidValue)new StringValue(l))]));
        yield return ("since", new StringValue(At(a.Since)));
        yield return ("at", new StringValue(At(change.At)));
        yield return ("baker", new StringValue(baker));
        yield return ("node", new StringValue(a.Node ?? ""));
        yield return ("link", new StringValue(link));
        yield return ("builtin_title", new StringValue(AlertWords.Title(change)));
        yield return ("builtin_text", new StringValue(AlertWords.Text(change, link.Length > 0 ? link : null)));
    }

    private static string At(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";
}
