namespace BakeWindow.Simulator.Baking;

/// <summary>Whether a baker can do its duty: its pod is Ready, its node is in sync, its signer answers. The chain asks at the time of every block; who is down misses it.</summary>
public interface IBakerLife
{
    /// <summary>True when the baker could sign at that time. Asked in order of time, but an answer may be wanted for a time that has just passed.</summary>
    bool CanSign(string baker, DateTimeOffset at);
}
