namespace BakeWindow.Web.Configuration;

/// <summary>Everything that is wrong with the configuration, gathered so that one start tells it all: each names the setting, the value and the mend.</summary>
public sealed class Complaints
{
    private readonly List<string> all = [];

    /// <summary>What was found so far.</summary>
    public IReadOnlyList<string> All => all;

    /// <summary>Adds one. The value is cut to what a terminal shows; secrets never come here.</summary>
    public void Add(string setting, string? value, string mend) => all.Add($"BakeWindow:{setting} is {Shown(value)}: {mend}");

    private static string Shown(string? value) => string.IsNullOrEmpty(value) ? "empty" : value.Length <= 80 ? $"\"{value}\"" : $"\"{value[..80]}…\"";
}

/// <summary>The configuration can't be used.</summary>
public sealed class ConfigurationInvalidException(IReadOnlyList<string> complaints)
    : Exception($"The configuration has {complaints.Count} mistake{(complaints.Count == 1 ? "" : "s")}:\n  - " + string.Join("\n  - ", complaints))
{
    /// <summary>Each mistake, with setting, value and mend.</summary>
    public IReadOnlyList<string> Complaints { get; } = complaints;
}
