namespace BakeWindow.Tezos.Rpc;

/// <summary>Why a node gave no answer, in words that stay the same from look to look.</summary>
public static class NodeSilence
{
    /// <summary>In a few words, without address and figures that move.</summary>
    public static string Of(RpcException e) => e switch
    {
        RpcException.TimedOut => "no answer in time",
        RpcException.Unreachable => "no connection",
        RpcException.Refused => "it refuses the call",
        RpcException.NotFound => "it does not know the call",
        RpcException.Failed { Status: var status } => FormattableString.Invariant($"status {status}"),
        _ => "an answer that can't be read",
    };
}
