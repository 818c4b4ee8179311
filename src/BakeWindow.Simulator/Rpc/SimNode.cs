using BakeWindow.Simulator.Chain;

namespace BakeWindow.Simulator.Rpc;

/// <summary>One Tezos node over the shared chain, with faults of its own.</summary>
public sealed class SimNode(string name, SimChain chain)
{
    private volatile NodeFault fault = new NodeFault.None();
    private volatile bool secure;
    private volatile int peers = 12;
    private volatile int version = 26;

    /// <summary>Its name in addresses.</summary>
    public string Name => name;

    /// <summary>The chain it follows.</summary>
    public SimChain Chain => chain;

    /// <summary>How it does by itself, when no fault was asked for; null for a node that always does well.</summary>
    internal Func<NodeFault>? Condition { get; set; }

    /// <summary>What is wrong with it: the fault that was asked for, or else its own condition.</summary>
    public NodeFault Fault
    {
        get => fault is NodeFault.None && Condition is { } condition ? condition() : fault;
        set
        {
            fault = value;
            chain.Announce();
        }
    }

    /// <summary>True: it has the default ACL of an address that is not loopback, and answers costly calls with 401.</summary>
    public bool Secure
    {
        get => secure;
        set => secure = value;
    }

    /// <summary>How many peers it has.</summary>
    public int Peers
    {
        get => peers;
        set => peers = value;
    }

    /// <summary>The major number of its version.</summary>
    public int Version
    {
        get => version;
        set => version = value;
    }

    /// <summary>The node that a call was made to, as <see cref="NodeGate"/> found it.</summary>
    internal static SimNode Of(HttpContext call) => call.Features.Get<SimNode>() ?? throw new InvalidOperationException("the call did not come through the gate");

    /// <summary>What it sees at this moment.</summary>
    public NodeView Look() => new(this, chain.Head);
}
