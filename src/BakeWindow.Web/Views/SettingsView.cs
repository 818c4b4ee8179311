using BakeWindow.Web.Configuration.InForce;

namespace BakeWindow.Web.Views;

/// <summary>What the page <i>Settings</i> shows: what is in force, who said it, and what it is for. Follows from (configuration, file, section) alone.</summary>
public sealed record SettingsView
{
    /// <summary>The section that tells of this process and not of a setting.</summary>
    public const string Running = "running";

    /// <summary>The page's title.</summary>
    public required string Title { get; init; }

    /// <summary>All sections by the word in the address, with how many settings of each somebody set.</summary>
    public required IReadOnlyList<(string Word, string Name, int Set)> Sections { get; init; }

    /// <summary>The section that is shown.</summary>
    public required string Section { get; init; }

    /// <summary>What was wrong with the address; null: nothing.</summary>
    public string? Notice { get; init; }

    /// <summary>The section's settings.</summary>
    public IReadOnlyList<Line> Lines { get; init; } = [];

    /// <summary>How the configuration file stands.</summary>
    public required FileState File { get; init; }

    /// <summary>One setting.</summary>
    /// <param name="Path">Below <c>BakeWindow</c>.</param>
    /// <param name="Value">What holds; empty: nothing.</param>
    /// <param name="Source">Who said it.</param>
    /// <param name="IsSet">Somebody did.</param>
    /// <param name="Default">What holds otherwise; empty: nothing.</param>
    /// <param name="What">What it is for.</param>
    public sealed record Line(string Path, string Value, string Source, bool IsSet, string Default, string What);

    /// <summary>Makes the view.</summary>
    internal static SettingsView From(IReadOnlyList<SettingsInForce.Setting> settings, FileState file, string? section)
    {
        var sections = SettingKeys.Sections.Select(s => (Word: s.ToLowerInvariant(), Name: s, Set: settings.Count(x => x.Key.Section == s && x.IsSet))).ToList();
        var wanted = section?.ToLowerInvariant() ?? Running;
        var known = wanted == Running || sections.Exists(s => s.Word == wanted);
        var shown = known ? wanted : Running;
        return new SettingsView
        {
            Title = file switch { FileState.Invalid => "File can’t be used", FileState.Changed => "File has changed", _ => "In force" },
            Sections = [(Running, "This process", 0), .. sections],
            Section = shown,
            Notice = known ? null : $"“{(section!.Length <= 40 ? section : section[..40] + "…")}” is no section; this process is shown instead.",
            Lines = [.. settings.Where(s => s.Key.Section.Equals(shown, StringComparison.OrdinalIgnoreCase)).Select(s => new Line(s.Path, s.Value, s.Source, s.IsSet, s.Key.Default, s.Key.What))],
            File = file,
        };
    }
}
