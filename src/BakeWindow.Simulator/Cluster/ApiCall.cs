namespace BakeWindow.Simulator.Cluster;

/// <summary>A write that the API was asked for, as it was answered.</summary>
/// <param name="At">When, on the cluster's clock.</param>
/// <param name="Method">POST, PUT, PATCH or DELETE.</param>
/// <param name="Path">Path and query, without the token.</param>
/// <param name="User">Who asked, as the API knows him.</param>
/// <param name="Agent">What the client calls itself.</param>
/// <param name="Code">The HTTP status that was answered.</param>
public sealed record ApiCall(DateTimeOffset At, string Method, string Path, string User, string Agent, int Code);
