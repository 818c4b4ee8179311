using System.Text.Json;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Dialects;

/// <summary>A dialect that is switched off: it wants nothing, so that what it left on the neighbour's own objects is given back. Where its role was taken away too, nothing can be read or given back.</summary>
public sealed class SilentDialect(IDialect spoken) : IDialect
{
    /// <inheritdoc/>
    public string Name => spoken.Name;

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions => spoken.Permissions;

    /// <inheritdoc/>
    public async Task<DialectSight> DetectAsync(DialectReading reading, CancellationToken ct)
    {
        try
        {
            return await spoken.DetectAsync(reading, ct);
        }
        catch (Exception e) when (e is ApiException or JsonException or InvalidOperationException or FormatException)
        {
            return DialectSight.Absent;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<DialectWrite> Show(DialectSight sight, DialectScene scene) => [];
}
