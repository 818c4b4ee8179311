namespace BakeWindow.Storage;

/// <summary>A key that protects cookies, itself encrypted where a certificate or key file is configured. Shared by all replicas.</summary>
internal sealed class ProtectionKeyRow
{
    public long Key { get; init; }

    public required string Name { get; init; }

    public required string Xml { get; init; }
}
