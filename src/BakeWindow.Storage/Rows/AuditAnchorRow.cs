namespace BakeWindow.Storage;

/// <summary>A place from which the audit's chain can be followed: where it ends, and where it begins since old rows were swept.</summary>
internal sealed class AuditAnchorRow
{
    /// <summary>The name of where the chain ends.</summary>
    public const string Head = "head";

    /// <summary>The name of where it begins: the last row that was swept.</summary>
    public const string Swept = "swept";

    /// <summary><c>head</c> or <c>swept</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The row whose hash it is; 0 before the first.</summary>
    public required long Key { get; set; }

    public required byte[] Hash { get; set; }
}
