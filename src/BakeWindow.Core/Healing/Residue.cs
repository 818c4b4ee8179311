using System.Text.Json.Nodes;
using BakeWindow.Core.Cluster;

namespace BakeWindow.Core.Healing;

/// <summary>Something of BakeWindow's that stands in a cluster though nobody works under it any more. All cases stand here.</summary>
public abstract record Residue
{
    private Residue(string what, string why) => (What, Why) = (what, why);

    /// <summary>What is to be done about it, in words.</summary>
    public string What { get; }

    /// <summary>Why nobody needs it, in words.</summary>
    public string Why { get; }

    /// <summary>Marks on a node.</summary>
    public sealed record OnNode : Residue
    {
        internal OnNode(string node, string uid, string what, string why, JsonObject patch)
            : base(what, why) => (Node, Uid, Patch) = (node, uid, patch);

        /// <summary>The node.</summary>
        public string Node { get; }

        /// <summary>Its uid.</summary>
        public string Uid { get; }

        /// <summary>The merge patch that takes them off; it takes effect on the version that was read alone.</summary>
        public JsonObject Patch { get; }
    }

    /// <summary>The mark on a workload.</summary>
    public sealed record OnWorkload : Residue
    {
        internal OnWorkload(WorkloadName workload, string what, string why, JsonObject patch)
            : base(what, why) => (Workload, Patch) = (workload, patch);

        /// <summary>The workload.</summary>
        public WorkloadName Workload { get; }

        /// <summary>The merge patch that takes it off and gives a former partition back; it takes effect on the version that was read alone.</summary>
        public JsonObject Patch { get; }
    }

    /// <summary>A NodeMaintenance of BakeWindow's own.</summary>
    public sealed record OfNodeMaintenance : Residue
    {
        internal OfNodeMaintenance(string name, string uid, string node, CordonMark mark, string why)
            : base($"delete the NodeMaintenance of {mark.Holder}, so that its operator gives {node} back", why) => (Name, Uid, Node, Mark) = (name, uid, node, mark);

        /// <summary>Its name.</summary>
        public string Name { get; }

        /// <summary>Its uid.</summary>
        public string Uid { get; }

        /// <summary>The node that it empties.</summary>
        public string Node { get; }

        /// <summary>Its mark.</summary>
        public CordonMark Mark { get; }
    }

    /// <summary>A lock that is held by nobody who is at work.</summary>
    public sealed record OfLock : Residue
    {
        /// <summary>Makes one.</summary>
        public OfLock(string domain, string holder, long fence, string why)
            : base($"give back the lock of failure domain {domain}, held by {holder}", why) => (Domain, Holder, Fence) = (domain, holder, fence);

        /// <summary>The failure domain.</summary>
        public string Domain { get; }

        /// <summary>Who holds it, as it stands there.</summary>
        public string Holder { get; }

        /// <summary>Under which fence; a higher one is somebody's at work.</summary>
        public long Fence { get; }
    }
}
