using BakeWindow.Core.Owning;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Dialects;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Web.Maintaining;

/// <summary>What a node's page asks the cluster for besides what is watched: our marks with their former values, and what dialects that are not spoken would do. Kept for a while, so that many open pages ask no more than one.</summary>
public sealed class NodeLook(DialectSync dialects, ObjectApi api, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);
    private const int MostKept = 200;

    private readonly SemaphoreSlim one = new(1, 1);
    private readonly Dictionary<string, (long At, NodeMarks Marks)> marks = new(StringComparer.Ordinal);
    private (long At, IReadOnlyList<DialectReport> Reports)? silent;

    /// <summary>The dialects that are spoken, as they stand.</summary>
    public DialectBook Book => dialects.Book;

    /// <summary>Our marks on a node, by the note on the node itself.</summary>
    public async Task<NodeMarks> MarksAsync(string node, CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            if (marks.TryGetValue(node, out var known) && time.GetElapsedTime(known.At) < Fresh)
            {
                return known.Marks;
            }

            if (marks.Count >= MostKept)
            {
                marks.Clear();
            }

            var read = await ReadAsync(node, ct);
            marks[node] = (time.GetTimestamp(), read);
            return read;
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>What the dialects that are not spoken would do; nothing is written.</summary>
    public async Task<IReadOnlyList<DialectReport>> SilentAsync(CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            if (silent is not { } known || time.GetElapsedTime(known.At) >= Fresh)
            {
                silent = known = (time.GetTimestamp(), await dialects.ShowSilentAsync(ct));
            }

            return known.Reports;
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Forgets what was read, after something was changed.</summary>
    public async Task ForgetAsync(CancellationToken ct)
    {
        await one.WaitAsync(ct);
        marks.Clear();
        one.Release();
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();

    private async Task<NodeMarks> ReadAsync(string node, CancellationToken ct)
    {
        try
        {
            return await api.FindAsync(Permissions.GetNode, ResourceType.Nodes, null, node, ct) is { } json ? new NodeMarks(Ownership.MarksOf(json), null) : new NodeMarks([], null);
        }
        catch (ApiException e)
        {
            return new NodeMarks(null, e.Message);
        }
    }
}

/// <summary>Our marks on a node.</summary>
/// <param name="Marks">The marks; null when the node could not be read.</param>
/// <param name="Problem">Why not.</param>
public sealed record NodeMarks(IReadOnlyList<OwnedMark>? Marks, string? Problem);
