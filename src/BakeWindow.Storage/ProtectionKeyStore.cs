using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>The keys that protect cookies, as sealed texts. Asked rarely, by a framework that does not wait asynchronously.</summary>
public sealed class ProtectionKeyStore(IDbContextFactory<BakeWindowDb> databases)
{
    /// <summary>All of them.</summary>
    public IReadOnlyList<string> All()
    {
        using var db = databases.CreateDbContext();
        return [.. db.ProtectionKeys.OrderBy(k => k.Key).Select(k => k.Xml)];
    }

    /// <summary>Keeps one more.</summary>
    public void Add(string name, string xml)
    {
        using var db = databases.CreateDbContext();
        db.Add(new ProtectionKeyRow { Name = name, Xml = xml });
        db.SaveChanges();
    }
}
