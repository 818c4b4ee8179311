namespace BakeWindow.Storage;

/// <summary>The words in the column <c>kind</c> of the rights table.</summary>
internal static class RightsKind
{
    public const string Baking = "baking";
    public const string Attestation = "attestation";
}
