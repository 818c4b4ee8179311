namespace BakeWindow.Simulator.Cluster.Machines;

internal enum RunState
{
    /// <summary>Init containers run.</summary>
    Initializing,

    /// <summary>ContainerCreating.</summary>
    Creating,

    /// <summary>Running, not ready.</summary>
    Warming,

    Ready,

    /// <summary>CrashLoopBackOff: the kubelet waits before it starts the containers, or the init container, again.</summary>
    BackingOff,

    Ended,
}
