using BakeWindow.Core.Gate;
using BakeWindow.Web.Maintaining;

namespace BakeWindow.Web.Holding;

/// <summary>A wish to freeze, as it comes in from a page or the API: texts that may be wrong.</summary>
/// <param name="Node">The only node that is held; empty: everything.</param>
/// <param name="Until">When it ends: a duration from now or an instant with its offset. Required: what nobody ends must end by itself.</param>
/// <param name="Reason">Why; 3 to 160 characters.</param>
public sealed record FreezeForm(string? Node, string? Until, string? Reason)
{
    /// <summary>The longest freeze; who wants more sets it again, or writes it into the policy.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromDays(14);

    /// <summary>The shortest: less is over before anybody has read it.</summary>
    public static TimeSpan Shortest { get; } = TimeSpan.FromMinutes(1);

    /// <summary>A form that was found right.</summary>
    public sealed record Valid(string? Node, DateTimeOffset Until, string Reason);

    /// <summary>Checks the form; every mistake is told, by field.</summary>
    public (Valid? Form, IReadOnlyDictionary<string, string> Mistakes) Check(World world, DateTimeOffset now)
    {
        var mistakes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var node = string.IsNullOrWhiteSpace(Node) ? null : Node.Trim();
        if (node is not null && world.Cluster?.Nodes.ContainsKey(node) is not true)
        {
            mistakes["node"] = HoldTexts.NoSuchNode(world, node);
        }

        var until = HoldTexts.End("until", Until, now, mistakes, "write when it ends, like 2h or 2026-12-24T18:00:00Z; a freeze ends by itself");
        if (until is { } end && !mistakes.ContainsKey("until"))
        {
            if (end - now > Longest)
            {
                mistakes["until"] = $"\"{RequestForm.Shown(Until)}\" is more than {Longest.TotalDays:0} days away; set it again then, or write it into Policy:Freezes";
            }
            else if (end - now < Shortest)
            {
                mistakes["until"] = $"\"{RequestForm.Shown(Until)}\" is less than a minute away; write a later end";
            }
        }

        var reason = Reason?.Trim() ?? "";
        if (reason.Length is < 3 or > HoldTexts.MostReason)
        {
            mistakes["reason"] = $"say why in 3 to {HoldTexts.MostReason} characters; everybody who is held reads it";
        }
        else if (Api.PlainWords.Mistake(reason) is { } wrong)
        {
            mistakes["reason"] = wrong;
        }

        return mistakes.Count == 0 ? (new Valid(node, until!.Value, reason), mistakes) : (null, mistakes);
    }
}
