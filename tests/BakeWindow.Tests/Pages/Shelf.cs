using BakeWindow.Storage;
using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Tests.Pages;

/// <summary>A database that does what a test tells it: answers, keeps everybody waiting, or fails.</summary>
internal sealed class Shelf(Func<BakeWindowDb> open) : IDbContextFactory<BakeWindowDb>
{
    /// <summary>What becomes of whoever asks; null: he is answered.</summary>
    public Func<Task>? Instead { get; set; }

    /// <summary>Nobody is ever answered.</summary>
    public void Hang() => Instead = () => new TaskCompletionSource().Task;

    /// <summary>Everybody is told that it is out of reach.</summary>
    public void Fail() => Instead = () => throw new TimeoutException("the database does not answer");

    public BakeWindowDb CreateDbContext() => open();

    public async Task<BakeWindowDb> CreateDbContextAsync(CancellationToken cancellationToken = default)
    {
        if (Instead is { } instead)
        {
            await instead();
        }

        return open();
    }
}
