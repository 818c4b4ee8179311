using BakeWindow.Storage;

namespace BakeWindow.Web.Access;

/// <summary>Where sessions are listed and ended.</summary>
public sealed class SessionDesk(SessionStore store, AccessBook book, AuditLog audit, TimeProvider time)
{
    /// <summary>All that are good, latest seen first.</summary>
    /// <exception cref="NotAllowedException">He may not see them.</exception>
    public IReadOnlyList<LiveSession> All(Caller by)
    {
        by.Require(Act.Administer);
        return [.. book.Sessions.OrderByDescending(s => s.SeenAt)];
    }

    /// <summary>Ends one; its open pages can do nothing more from then on.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="NotAllowedException">It is not his, and he is no admin.</exception>
    public async Task<bool> EndAsync(string id, Caller by, CancellationToken ct)
    {
        var live = await book.FindAsync(id, ct);
        if (live is null || live.Id != by.Session)
        {
            by.Require(Act.Administer);
        }

        if (live is null || !await store.EndAsync(id, ct))
        {
            return false;
        }

        await audit.AppendAsync(time.GetUtcNow(), new AuditNote("session-ended", by.Name, $"session {id[..12]}", $"of {live.Facts.Who}") { From = by.From }, CancellationToken.None);
        await book.LookAsync(ct);
        return true;
    }
}
