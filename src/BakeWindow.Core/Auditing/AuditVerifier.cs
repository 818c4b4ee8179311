using System.Globalization;

namespace BakeWindow.Core.Auditing;

/// <summary>
/// Follows the chain over rows given in order, and finds the first that is not what was written. Rows alone prove that nothing in them was changed; that none is missing at the end, or that not
/// all of them were made anew, proves only a point that was remembered elsewhere.
/// </summary>
public sealed class AuditVerifier
{
    private readonly List<AuditPoint> remembered;
    private byte[] seal;

    /// <summary>Begins.</summary>
    /// <param name="start">Where the rows begin: before the first, or the last row that was swept.</param>
    /// <param name="remembered">Points known from elsewhere: a log, an annotation, a note on paper.</param>
    public AuditVerifier(AuditPoint start, IEnumerable<AuditPoint> remembered)
    {
        Start = Last = start;
        seal = Bytes(start.Hash) ?? [];
        this.remembered = [.. remembered.OrderBy(p => p.Key)];
    }

    /// <summary>Where it began.</summary>
    public AuditPoint Start { get; }

    /// <summary>The last row that was found right, or the start.</summary>
    public AuditPoint Last { get; private set; }

    /// <summary>How many rows were found right.</summary>
    public long Rows { get; private set; }

    /// <summary>The remembered points that lie before the first row that is left: they were swept, and can't be checked any more.</summary>
    public IEnumerable<AuditPoint> TooOld => remembered.Where(p => p.Key < Start.Key);

    /// <summary>Takes the next row.</summary>
    /// <returns>What is wrong with it; null: nothing.</returns>
    public AuditBreak? Take(AuditLine line)
    {
        if (seal.Length != AuditChain.SealLength)
        {
            return new(Start.Key, "the point at which the rows begin has no seal");
        }

        if (line.Key <= Last.Key)
        {
            return new(line.Key, $"row {Number(line.Key)} stands behind row {Number(Last.Key)}");
        }

        var right = AuditChain.Seal(seal, line);
        if (Bytes(line.Hash) is not { } told || !right.AsSpan().SequenceEqual(told))
        {
            return new(line.Key, line.Key == Last.Key + 1
                ? $"row {Number(line.Key)} is not the one that was written, or the row before it is not"
                : $"row {Number(line.Key)} does not follow row {Number(Last.Key)}: rows between them are missing, or it was changed");
        }

        (seal, Last, Rows) = (right, new AuditPoint(line.Key, line.Hash.ToLowerInvariant()), Rows + 1);
        return remembered.Exists(p => p.Key == Last.Key && p.Hash != Last.Hash)
            ? new(line.Key, $"row {Number(line.Key)} is another than the one that was remembered: the rows up to it were written anew")
            : null;
    }

    /// <summary>After the last row: is that where the chain ends?</summary>
    /// <param name="head">Where it is said to end; null: nobody says it.</param>
    /// <returns>What is wrong; null: nothing.</returns>
    public AuditBreak? End(AuditPoint? head) =>
        head is not null && (head.Key != Last.Key || !head.Hash.Equals(Last.Hash, StringComparison.OrdinalIgnoreCase))
            ? new(Last.Key + 1, $"the rows end with {Number(Last.Key)}, the chain with {Number(head.Key)}: rows at the end are missing, or were written by somebody else")
        : remembered.FirstOrDefault(p => p.Key > Last.Key) is { } lost
            ? new(Last.Key + 1, $"row {Number(lost.Key)} was remembered and is not there: the rows end with {Number(Last.Key)}")
        : remembered.FirstOrDefault(p => p.Key == Start.Key && p.Hash != Start.Hash) is { } other
            ? new(other.Key, $"the rows begin behind row {Number(other.Key)}, which is another than the one that was remembered")
        : null;

    private static byte[]? Bytes(string? hex)
    {
        try
        {
            return hex is { Length: 2 * AuditChain.SealLength } ? Convert.FromHexString(hex) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string Number(long key) => key.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>Where the audit's chain is broken.</summary>
/// <param name="Key">The first row that is wrong, or that is missing.</param>
/// <param name="Why">What is wrong, in words.</param>
public sealed record AuditBreak(long Key, string Why);
