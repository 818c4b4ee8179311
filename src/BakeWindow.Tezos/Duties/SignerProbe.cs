using System.Net;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Tezos.Duties;

/// <summary>What a remote signer says to the question for a key.</summary>
public enum SignerAnswer
{
    /// <summary>200: the path to it is open and it has the key. No proof that a hardware key can sign.</summary>
    KeyLoaded,

    /// <summary>404: it answers and has not the key; another cycle's consensus key, perhaps.</summary>
    KeyUnknown,

    /// <summary>502, 503 or 504: the forwarder lives, no signer stands behind it.</summary>
    NoSigner,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>No connection: the forwarder is dead.</summary>
    Unreachable,

    /// <summary>Any other answer.</summary>
    Broken,
}

/// <summary>Asks a remote signer for a public key. It never asks for a signature, and the rule here says when it must not ask at all.</summary>
public sealed class SignerProbe
{
    /// <summary>A health check has made a hardware key fail 200 ms before it had to sign; so it is left in peace this many levels before and after a duty.</summary>
    public const int QuietLevels = 2;

    private readonly RpcChannel channel;

    /// <summary>Makes it; nothing is called yet.</summary>
    /// <param name="http">The client.</param>
    /// <param name="address">The signer's address.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="time">The clock of the time-out.</param>
    /// <param name="timeout">How long the answer may take.</param>
    public SignerProbe(HttpClient http, Uri address, string name, TimeProvider time, TimeSpan timeout) =>
        channel = new RpcChannel(http, address, name, time, timeout);

    /// <summary>
    /// Whether the signer must be left in peace: a level where the baker bakes at one of the hard rounds, or in the priority era endorses, is at most two away from any level that may come
    /// while the answer is awaited. Beyond what the sheet knows there may always be a duty.
    /// </summary>
    /// <param name="sheet">The baker's rights.</param>
    /// <param name="head">The head; the level at work is the one after it.</param>
    /// <param name="era">Priorities or rounds: in Tenderbake attestations come at nearly every level and forbid nothing.</param>
    /// <param name="hardRounds">Rounds 0…N are duties.</param>
    public static bool IsForbidden(RightsSheet sheet, Level head, ConsensusEra era, int hardRounds = 0)
    {
        var (first, last) = (head - QuietLevels, head + 1 + QuietLevels);
        if (last > sheet.Last)
        {
            return true;
        }

        foreach (var right in sheet.Baking)
        {
            if (right.Round <= hardRounds && first <= right.Level && right.Level <= last)
            {
                return true;
            }
        }

        return era is ConsensusEra.Priority && sheet.Attesting(first, last).Levels > 0;
    }

    /// <summary>Asks for a key. Does not throw but for the caller's cancellation: every answer is a finding.</summary>
    /// <param name="keyHash">The key that signs: the baker's own, or its consensus key of the cycle.</param>
    /// <param name="ct">Ends the call.</param>
    public async Task<SignerAnswer> AskAsync(string keyHash, CancellationToken ct = default)
    {
        try
        {
            using var answer = await channel.OpenAsync($"/keys/{keyHash}", ct);
            return answer.StatusCode is HttpStatusCode.OK ? SignerAnswer.KeyLoaded : SignerAnswer.Broken;
        }
        catch (RpcException e)
        {
            return e switch
            {
                RpcException.NotFound => SignerAnswer.KeyUnknown,
                RpcException.Failed { Status: 502 or 503 or 504 } => SignerAnswer.NoSigner,
                RpcException.TimedOut => SignerAnswer.TimedOut,
                RpcException.Unreachable => SignerAnswer.Unreachable,
                _ => SignerAnswer.Broken,
            };
        }
    }
}
