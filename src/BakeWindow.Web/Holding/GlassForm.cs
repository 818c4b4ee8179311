using BakeWindow.Core.Gate;
using BakeWindow.Core.Time;
using BakeWindow.Web.Maintaining;

namespace BakeWindow.Web.Holding;

/// <summary>A wish to break the glass, as it comes in.</summary>
/// <param name="Node">The node whose gate is to open.</param>
/// <param name="Typed">The same name, typed by the person: what is typed is not clicked by mistake.</param>
/// <param name="For">For how long; at most an hour.</param>
/// <param name="Reason">Why; 10 to 160 characters.</param>
public sealed record GlassForm(string? Node, string? Typed, string? For, string? Reason)
{
    /// <summary>A form that was found right.</summary>
    public sealed record Valid(string Node, TimeSpan For, string Reason);

    /// <summary>Checks the form; every mistake is told, by field.</summary>
    public (Valid? Form, IReadOnlyDictionary<string, string> Mistakes) Check(World world)
    {
        var mistakes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var node = Node?.Trim() ?? "";
        if (world.Cluster?.Nodes.ContainsKey(node) is not true)
        {
            mistakes["node"] = HoldTexts.NoSuchNode(world, node);
        }

        if (!string.Equals(Typed?.Trim(), node, StringComparison.Ordinal) || node.Length == 0)
        {
            mistakes["typed"] = $"\"{RequestForm.Shown(Typed)}\" is not the node's name; type {(node.Length == 0 ? "it" : node)} to go on";
        }

        var duration = TimeSpan.Zero;
        if (string.IsNullOrWhiteSpace(For))
        {
            mistakes["for"] = "write for how long, like 15m; it ends by itself, after an hour at the latest";
        }
        else if (!DurationText.TryParse(For, out duration, out var error))
        {
            mistakes["for"] = error;
        }
        else if (duration > BrokenGlass.Longest || duration < FreezeForm.Shortest)
        {
            mistakes["for"] = $"\"{RequestForm.Shown(For)}\" is not from a minute to an hour; it can be broken again";
        }

        var reason = Reason?.Trim() ?? "";
        if (reason.Length is < BrokenGlass.LeastReason or > HoldTexts.MostReason)
        {
            mistakes["reason"] = $"say why in {BrokenGlass.LeastReason} to {HoldTexts.MostReason} characters; it stands in the audit";
        }
        else if (Api.PlainWords.Mistake(reason) is { } wrong)
        {
            mistakes["reason"] = wrong;
        }

        return mistakes.Count == 0 ? (new Valid(node, duration, reason), mistakes) : (null, mistakes);
    }
}
