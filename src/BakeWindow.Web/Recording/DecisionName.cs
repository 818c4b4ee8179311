using System.Buffers;
using BakeWindow.Storage;

namespace BakeWindow.Web.Recording;

/// <summary>How journal and audit name the recorded decision that an act went by: at the end of the line, as <c>(decision d-0123456789ab)</c>.</summary>
internal static class DecisionName
{
    private const string Opens = " (decision ";

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    /// <summary>The line with the decision at its end; as it was when none could be recorded.</summary>
    public static string After(string line, string id) => id.Length == 0 ? line : $"{line}{Opens}{id})";

    /// <summary>The decision that a line ends with; null when it names none.</summary>
    public static string? In(string line) =>
        line.EndsWith(')') && line.LastIndexOf(Opens, StringComparison.Ordinal) is >= 0 and var at && line[(at + Opens.Length)..^1] is var id
        && id.StartsWith("d-", StringComparison.Ordinal) && id.Length > 2 && id.AsSpan(2).IndexOfAnyExcept(Hex) < 0 ? id : null;

    /// <summary>By which decision a maintenance was taken in; null when none is named.</summary>
    public static string? OfRequest(IReadOnlyList<JournalEntry> history) => history.Count == 0 ? null : In(history[0].Note);

    /// <summary>By which decision a person's yes was taken, the newest; null when none is named.</summary>
    public static string? OfApproval(IReadOnlyList<JournalEntry> history) =>
        history.Zip(history.Skip(1)).Where(p => p.First.Phase == "AwaitingApproval" && p.Second.Phase != "AwaitingApproval").Select(p => In(p.Second.Note)).LastOrDefault(id => id is not null);
}
