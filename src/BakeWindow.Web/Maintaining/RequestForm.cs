using System.Globalization;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Time;

namespace BakeWindow.Web.Maintaining;

/// <summary>A request as it comes in from a page or the API: texts that may be wrong.</summary>
/// <param name="Node">The node's name, for reboot and drain.</param>
/// <param name="Action"><c>reboot</c>, <c>drain</c>, <c>restart</c>, <c>release</c> or <c>roll</c>; empty means reboot.</param>
/// <param name="Need">A duration; empty: as learned.</param>
/// <param name="NotBefore">An instant with offset or Z; empty: at once.</param>
/// <param name="Deadline">An instant with offset or Z; empty: none.</param>
/// <param name="Urgency"><c>normal</c> or <c>high</c>; empty: normal.</param>
/// <param name="Reason">Why; 3 to 300 characters.</param>
public sealed record RequestForm(string? Node, string? Action, string? Need, string? NotBefore, string? Deadline, string? Urgency, string? Reason)
{
    /// <summary><c>kind/namespace/name</c> of the workload, for restart and release.</summary>
    public string? Workload { get; init; }

    /// <summary>Label selector of the nodes, for roll.</summary>
    public string? Pool { get; init; }

    /// <summary><c>reboot</c> or <c>drain</c>, for roll; empty means reboot.</summary>
    public string? Each { get; init; }

    /// <summary>For how long a drained node is held for others; empty: 15 minutes.</summary>
    public string? Hold { get; init; }

    /// <summary>A form that was found right.</summary>
    public sealed record Valid(MaintenanceAction Action, TimeSpan? Need, DateTimeOffset? NotBefore, DateTimeOffset? Deadline, Urgency Urgency, string Reason)
    {
        /// <summary>The request that it makes.</summary>
        public MaintenanceRequest Request(string id, string by, DateTimeOffset at) => new()
        {
            Id = id,
            Action = Action,
            Need = Need,
            NotBefore = NotBefore,
            Deadline = Deadline,
            Urgency = Urgency,
            Reason = Reason,
            RequestedBy = by,
            RequestedAt = at,
        };
    }

    /// <summary>Checks the form; every mistake is told, by field.</summary>
    /// <returns>The checked form, or null with the mistakes.</returns>
    public (Valid? Form, IReadOnlyDictionary<string, string> Mistakes) Check(World world, DateTimeOffset now)
    {
        var mistakes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var action = ActionForm.Read(this, world, mistakes);
        TimeSpan? need = null;
        if (!string.IsNullOrWhiteSpace(Need))
        {
            if (!DurationText.TryParse(Need, out var read, out var error))
            {
                mistakes["need"] = error;
            }

            need = read;
        }

        if (action is MaintenanceAction.DrainNode drain && need < drain.HoldFor)
        {
            mistakes["need"] = $"the node is held for others for {DurationText.Human(drain.HoldFor)}, so it can't be back in {DurationText.Human(need.Value)}; say at least that long, or nothing";
        }

        var notBefore = Instant("notBefore", NotBefore, mistakes);
        var deadline = Instant("deadline", Deadline, mistakes);
        if (deadline <= now)
        {
            mistakes["deadline"] = $"\"{Shown(Deadline)}\" has passed; write a later one or leave it out";
        }
        else if (deadline <= notBefore)
        {
            mistakes["deadline"] = "the deadline must come after notBefore";
        }

        if (!Enum.TryParse<Urgency>(string.IsNullOrWhiteSpace(Urgency) ? "normal" : Urgency, ignoreCase: true, out var urgency) || int.TryParse(Urgency, CultureInfo.InvariantCulture, out _))
        {
            mistakes["urgency"] = $"\"{Shown(Urgency)}\" is not known; write normal or high";
        }

        var reason = Reason?.Trim() ?? "";
        if (reason.Length is < 3 or > 300)
        {
            mistakes["reason"] = "say why in 3 to 300 characters; it stands in the journal";
        }
        else if (Api.PlainWords.Mistake(reason) is { } wrong)
        {
            mistakes["reason"] = wrong;
        }

        return mistakes.Count == 0 ? (new Valid(action!, need, notBefore, deadline, urgency, reason), mistakes) : (null, mistakes);
    }

    private static DateTimeOffset? Instant(string field, string? text, SortedDictionary<string, string> mistakes)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        // An instant without an offset would silently be somebody's local time.
        if (text.Length <= 40 && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var instant)
            && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal)))
        {
            return instant;
        }

        mistakes[field] = $"\"{Shown(text)}\" is no instant; write it with its offset, like 2026-12-24T18:00:00Z";
        return null;
    }

    internal static string Shown(string? text) => text is null ? "" : text.Length <= 60 ? text : text[..60] + "…";
}
