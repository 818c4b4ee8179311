using BakeWindow.Storage;

namespace BakeWindow.Web.Access;

/// <summary>What somebody wants a token for.</summary>
/// <param name="Name">As people call it.</param>
/// <param name="Scopes">What it may do, in words.</param>
/// <param name="Nodes">The nodes it is limited to; empty: none.</param>
/// <param name="Days">After how many days it expires.</param>
public sealed record TokenWish(string? Name, IReadOnlyList<string> Scopes, IReadOnlyList<string> Nodes, int Days = TokenWish.UsualDays)
{
    /// <summary>Unless it says otherwise.</summary>
    public const int UsualDays = 90;

    private const int MostDays = 365;
    private const int MostNodes = 100;

    /// <summary>Everything that is wrong with it, by field; a person or program can give only what it may itself.</summary>
    public IReadOnlyDictionary<string, string> Mistakes(Caller by)
    {
        var mistakes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Name is not { Length: >= 2 and <= 40 } || !Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            mistakes["name"] = $"\"{Shown(Name)}\" is no name for a token: write 2 to 40 letters, digits, dots or hyphens, like ci-reboots";
        }

        if (Scopes.FirstOrDefault(s => !ActWords.TryParse(s, out _)) is { } unknown)
        {
            mistakes["scopes"] = $"\"{Shown(unknown)}\" is no scope; there are {string.Join(", ", ActWords.All)}";
        }
        else if (Scopes.Count == 0)
        {
            mistakes["scopes"] = "choose at least one scope; ask is enough to ask the gate";
        }
        else if (Acts.Where(a => !by.May(a)).Select(a => a.Word()).ToList() is { Count: > 0 } missing)
        {
            mistakes["scopes"] = $"{by.Name} may not give {string.Join(", ", missing)}: nobody gives more than he has";
        }

        if (Nodes.Count > MostNodes || Nodes.Any(n => n.Length is 0 or > 253 || !n.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.')))
        {
            mistakes["nodes"] = $"write at most {MostNodes} names of nodes";
        }

        if (Days is < 1 or > MostDays)
        {
            mistakes["days"] = $"{Days} is none: write a number of days from 1 to {MostDays}";
        }

        return mistakes;
    }

    /// <summary>The scopes as acts; what is no scope is left out.</summary>
    public IEnumerable<Act> Acts => Scopes.Select(s => ActWords.TryParse(s, out var act) ? act : (Act?)null).OfType<Act>().Distinct().Order();

    private static string Shown(string? text) => text is null ? "" : text.Length <= 40 ? text : text[..40] + "…";
}

/// <summary>Where tokens are made, listed and revoked.</summary>
public sealed class TokenDesk(TokenStore store, AccessBook book, AuditLog audit, AccessClock clock, TimeProvider time)
{
    /// <summary>Good tokens that one owner may have.</summary>
    public const int MostOfOne = 50;

    /// <summary>Makes one, which is shown this once.</summary>
    /// <exception cref="NotAllowedException">He may give nothing of the kind.</exception>
    /// <exception cref="ArgumentException">The wish has mistakes.</exception>
    public async Task<(TokenText Text, KeptToken Kept)> MakeAsync(TokenWish wish, Caller by, CancellationToken ct)
    {
        // A token makes others only when it is for that; else a leaked one would outlive its revocation.
        by.Require(by.Kind is CallerKind.Token ? Act.Administer : Act.View);
        if (by.Kind is CallerKind.Nobody)
        {
            throw new NotAllowedException("a token needs an owner: sign in first");
        }

        if (wish.Mistakes(by) is { Count: > 0 } mistakes)
        {
            throw new ArgumentException(string.Join("; ", mistakes.Values), nameof(wish));
        }

        var now = clock.Now;
        if (await store.CountAsync(by.Owner, now, ct) >= MostOfOne)
        {
            throw new NotAllowedException($"{by.OwnerName} has {MostOfOne} tokens that are good; revoke one first");
        }

        var text = TokenText.New(AccessBook.ApiKind);
        var kept = new KeptToken(text.Id, text.Kind, wish.Name!, by.OwnerName, text.Hash(), [.. wish.Acts.Select(a => a.Word())], wish.Nodes, now, now.AddDays(wish.Days)) { OwnerKey = by.Owner };
        await store.AddAsync(kept, ct);
        await NoteAsync("token-made", by, kept, $"{kept.Name}: {string.Join(' ', kept.Scopes)}{(kept.Limits.Count > 0 ? $", only {string.Join(' ', kept.Limits)}" : "")}, until {kept.ExpiresAt.UtcDateTime:yyyy-MM-dd}");
        await book.LookAsync(ct);
        return (text, kept);
    }

    /// <summary>His own, newest first.</summary>
    public Task<IReadOnlyList<KeptToken>> OwnAsync(Caller by, CancellationToken ct) => store.ListAsync(by.Owner, 200, ct);

    /// <summary>Everybody's, newest first.</summary>
    /// <exception cref="NotAllowedException">He may not see them.</exception>
    public Task<IReadOnlyList<KeptToken>> AllAsync(Caller by, CancellationToken ct)
    {
        by.Require(Act.Administer);
        return store.ListAsync(null, 1000, ct);
    }

    /// <summary>Revokes one: his own, or, as an admin, anybody's.</summary>
    /// <returns>False when there is none that is good.</returns>
    /// <exception cref="NotAllowedException">It is not his.</exception>
    public async Task<bool> RevokeAsync(string id, Caller by, CancellationToken ct)
    {
        var kept = await store.FindAsync(id, ct);
        if (kept?.OwnerKey != by.Owner || by.Kind is not (CallerKind.Person or CallerKind.Machine))
        {
            by.Require(Act.Administer);
        }

        if (kept is null || !await store.RevokeAsync(id, by.Name, clock.Now, ct))
        {
            return false;
        }

        await NoteAsync("token-revoked", by, kept, kept.OwnerKey == by.Owner ? kept.Name : $"{kept.Name} of {kept.Owner}");
        await book.LookAsync(ct);
        return true;
    }

    private Task NoteAsync(string kind, Caller by, KeptToken token, string detail) =>
        audit.AppendAsync(time.GetUtcNow(), new AuditNote(kind, by.Name, $"token {token.Id}", detail) { From = by.From }, CancellationToken.None);
}
