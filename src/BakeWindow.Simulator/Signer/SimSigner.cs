using BakeWindow.Simulator.Rpc;

namespace BakeWindow.Simulator.Signer;

/// <summary>How the remote signer, behind its forwarder, answers.</summary>
public abstract record SignerState
{
    private SignerState()
    {
    }

    /// <summary>It has the key and answers.</summary>
    public sealed record Ok : SignerState;

    /// <summary>It answers, but does not have the key.</summary>
    public sealed record WithoutKey : SignerState;

    /// <summary>It does not serve: the forwarder answers 503, hangs or cuts.</summary>
    public sealed record Down(DownHow How) : SignerState;
}

/// <summary>The remote signer of the watched baker.</summary>
public sealed class SimSigner
{
    private volatile SignerState state = new SignerState.Ok();

    /// <summary>How it answers.</summary>
    public SignerState State
    {
        get => state;
        set => state = value;
    }

    /// <summary>True when it could sign.</summary>
    public bool CanSign => State is SignerState.Ok;
}
