using System.Globalization;

namespace BakeWindow.Core.Alerting;

/// <summary>Alerts in words, where nobody wrote a template.</summary>
public static class AlertWords
{
    /// <summary>The kind in machines' mouths: <c>at-risk</c>.</summary>
    public static string Word(this AlertKind kind) => kind is AlertKind.AtRisk ? "at-risk" : kind.ToString().ToLowerInvariant();

    /// <summary>What the turn means to whoever hears of it.</summary>
    public static string Word(this AlertTurn turn) => turn.ToString().ToLowerInvariant();

    /// <summary>One line, the state first.</summary>
    public static string Title(AlertChange change) => change.Turn switch
    {
        AlertTurn.Ended => $"over: {change.Alert.Title}",
        AlertTurn.Repeated => $"still {Severity(change.Alert)}: {change.Alert.Title}",
        _ => $"{Severity(change.Alert)}: {change.Alert.Title}",
    };

    /// <summary>The whole of it, without the title.</summary>
    /// <param name="change">What is told.</param>
    /// <param name="link">Where more stands; null: that isn't known.</param>
    public static string Text(AlertChange change, string? link)
    {
        List<string> lines = change.Turn is AlertTurn.Ended ? [$"It lasted from {At(change.Alert.Since)} to {At(change.At)}."] : [.. change.Alert.Lines, $"Since {At(change.Alert.Since)}."];
        if (link is not null)
        {
            lines.Add(link);
        }

        return string.Join('\n', lines);
    }

    private static string Severity(Alert alert) => alert.Severity.ToString().ToLowerInvariant();

    private static string At(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
