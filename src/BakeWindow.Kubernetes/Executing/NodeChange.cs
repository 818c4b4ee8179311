using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes.Marks;

namespace BakeWindow.Kubernetes.Executing;

/// <summary>What is to be done about a node as it was just read: write something on exactly this version of it, or nothing because of an outcome that stands already.</summary>
internal sealed record NodeChange
{
    /// <summary>The write; null when there is none.</summary>
    public MergePatch? Patch { get; private init; }

    /// <summary>The outcome, once the write (if any) has been done.</summary>
    public required CommandOutcome Outcome { get; init; }

    /// <summary>It is so already.</summary>
    public static NodeChange None { get; } = new() { Outcome = new CommandOutcome.Done() };

    /// <summary>No write, and this is why.</summary>
    public static NodeChange No(CommandOutcome outcome) => new() { Outcome = outcome };

    /// <summary>Write it, then it is done.</summary>
    public static NodeChange Write(MergePatch patch) => new() { Patch = patch.IsEmpty ? null : patch, Outcome = new CommandOutcome.Done() };
}
