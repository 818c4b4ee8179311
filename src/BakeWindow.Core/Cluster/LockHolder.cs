namespace BakeWindow.Core.Cluster;

/// <summary>
/// Who holds a lock or has set a mark: a maintenance of an installation. Every installation counts its maintenances from 1, so the number alone would not tell two of them apart
/// that share a cluster.
/// </summary>
/// <param name="Maintenance">Its id: <c>M-12</c>.</param>
/// <param name="Installation">Eight hexadecimal digits that the journal was given when it was made; empty where an older version wrote.</param>
public readonly record struct LockHolder(string Maintenance, string Installation)
{
    /// <summary>Reads <c>M-12@1a2b3c4d</c>, and <c>M-12</c> as older versions wrote it.</summary>
    public static LockHolder Read(string text) =>
        text.LastIndexOf('@') is var at and > 0 ? new(text[..at], text[(at + 1)..]) : new(text, "");

    /// <summary>The same holder, as far as what is written there can tell: what an older version left counts as everybody's.</summary>
    public bool IsOrMayBe(LockHolder other) =>
        Maintenance == other.Maintenance && (Installation == other.Installation || Installation.Length == 0 || other.Installation.Length == 0);

    /// <inheritdoc/>
    public override string ToString() => Installation.Length == 0 ? Maintenance : $"{Maintenance}@{Installation}";
}
