using BakeWindow.Simulator.Signer;

namespace BakeWindow.Simulator.Baking;

/// <summary>The watched baker can sign while its signer answers and its pods have been Ready long enough; everybody else always can.</summary>
/// <param name="baker">The watched baker.</param>
/// <param name="signer">Its signer.</param>
/// <param name="pods">Whether its pods are Ready, and its node in sync, at a time.</param>
internal sealed class WatchedBakerLife(string baker, SimSigner signer, Func<DateTimeOffset, bool> pods) : IBakerLife
{
    public bool CanSign(string who, DateTimeOffset at) => who != baker || (signer.CanSign(at) && pods(at));
}
