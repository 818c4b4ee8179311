namespace BakeWindow.Simulator.Baking;

/// <summary>Bakers that never sleep.</summary>
public sealed class AlwaysUp : IBakerLife
{
    private AlwaysUp()
    {
    }

    /// <summary>The only one.</summary>
    public static AlwaysUp Instance { get; } = new();

    /// <inheritdoc/>
    public bool CanSign(string baker, DateTimeOffset at) => true;
}
