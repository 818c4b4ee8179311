using BakeWindow.Core.Auditing;

namespace BakeWindow.Core.Wire;

/// <summary>Where the audit's chain begins and ends: what <c>/api/v1/audit/head</c> answers.</summary>
/// <param name="Key">The newest row; 0 when there is none.</param>
/// <param name="Hash">Its seal, in hexadecimal digits. With the key, as <c>HASH@KEY</c>, it is what to remember elsewhere.</param>
/// <param name="SweptKey">The last row that was swept because it was old; 0: none.</param>
/// <param name="SweptHash">Its seal.</param>
public sealed record AuditHeadDocument(long Key, string Hash, long SweptKey, string SweptHash);

/// <summary>Rows in the order of their keys, as they stand: what <c>/api/v1/audit/chain</c> answers.</summary>
/// <param name="Rows">At most a thousand.</param>
public sealed record AuditChainDocument(IReadOnlyList<AuditLine> Rows);

/// <summary>Rows that were asked for, newest first: what <c>/api/v1/audit</c> answers.</summary>
/// <param name="Rows">At most a hundred.</param>
/// <param name="Next">The cursor for the rows after these (<c>before=</c>); null: there are no more.</param>
public sealed record AuditPageDocument(IReadOnlyList<AuditLine> Rows, long? Next)
{
    /// <summary>Where nothing was found: the nearest row of the same kinds outside the times that were asked for; null: there is none at all.</summary>
    public AuditLine? Nearest { get; init; }
}

/// <summary>An export, which can be verified by itself if it is whole: what <c>/api/v1/audit/export</c> answers.</summary>
public sealed record AuditExportDocument
{
    /// <summary>True when only some rows were asked for: then the seals can't be followed.</summary>
    public required bool Filtered { get; init; }

    /// <summary>The row before the first, and its seal.</summary>
    public required AuditPoint Start { get; init; }

    /// <summary>Where the chain ended when the export began.</summary>
    public required AuditPoint Head { get; init; }

    /// <summary>The rows, oldest first.</summary>
    public required IReadOnlyList<AuditLine> Rows { get; init; }
}
