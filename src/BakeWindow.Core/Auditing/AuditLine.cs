namespace BakeWindow.Core.Auditing;

/// <summary>A row of the audit as it is written, told and sealed.</summary>
/// <param name="Key">Rises from row to row; without a gap since the first that was sealed when it was written.</param>
/// <param name="At">When, to the millisecond.</param>
/// <param name="Kind">What sort of thing: <c>maintenance-approved</c>.</param>
/// <param name="Who">Who, as far as it is known.</param>
/// <param name="From">From where; null: BakeWindow's own doing.</param>
/// <param name="Subject">To what.</param>
/// <param name="Detail">In words.</param>
/// <param name="Before">How it was before, where something was changed.</param>
/// <param name="After">How it is after.</param>
/// <param name="Hash">The seal over the row before and this one, in hexadecimal digits.</param>
public sealed record AuditLine(long Key, DateTimeOffset At, string Kind, string Who, string? From, string Subject, string Detail, string? Before, string? After, string Hash);

/// <summary>A place in the audit's chain: a row, and the seal over everything up to it.</summary>
/// <param name="Key">The row; 0 before the first.</param>
/// <param name="Hash">Its seal, in hexadecimal digits.</param>
public sealed record AuditPoint(long Key, string Hash)
{
    /// <summary>Before the first row.</summary>
    public static AuditPoint Nothing { get; } = new(0, Convert.ToHexStringLower(new byte[AuditChain.SealLength]));

    /// <summary>Reads <c>HASH@KEY</c>, as <see cref="ToString"/> writes it.</summary>
    public static bool TryParse(string? text, out AuditPoint point)
    {
        point = Nothing;
        if (text?.Trim().Split('@') is not [{ Length: 2 * AuditChain.SealLength } hash, var key] || !hash.All(char.IsAsciiHexDigit)
            || !long.TryParse(key, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        point = new(number, hash.ToLowerInvariant());
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Hash}@{Key}");
}
