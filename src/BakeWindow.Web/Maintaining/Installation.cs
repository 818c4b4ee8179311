namespace BakeWindow.Web.Maintaining;

/// <summary>What tells this installation from others in the same cluster; read from the journal before anything acts.</summary>
public sealed class Installation
{
    /// <summary>Eight hexadecimal digits; empty before the journal has been read.</summary>
    public string Id { get; internal set; } = "";
}
