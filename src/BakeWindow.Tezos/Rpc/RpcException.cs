using BakeWindow.Core.Chain;

namespace BakeWindow.Tezos.Rpc;

/// <summary>
/// What can go wrong in a call to a node, an indexer or a signer. A closed family: all cases stand here. A message names the source as the configuration does and the path,
/// never the address, which may hold a secret.
/// </summary>
public abstract class RpcException : Exception
{
    private RpcException(string asked, string path, string problem, Exception? inner)
        : base($"{asked}: GET {RpcPath.Shortened(path)}: {problem}", inner) => (Asked, Path, Problem) = (asked, path, problem);

    /// <summary>The name of the source that was asked.</summary>
    public string Asked { get; }

    /// <summary>What it was asked for: path and query, without the address.</summary>
    public string Path { get; }

    /// <summary>What went wrong, in words, without source and path.</summary>
    public string Problem { get; }

    /// <summary>True when the source does not give this fact at all (not served, pruned, or not allowed), so that asking it again is idle.</summary>
    public bool IsAbsent => this is NotFound or Refused or Failed { Status: 405 or 410 or 501 };

    /// <summary>The rights of the cycle are not known: it lies too far ahead, or too far back.</summary>
    public sealed class UnknownSeed(string asked, string path, Cycle? requested, Cycle latest, Cycle? oldest)
        : RpcException(asked, path, $"rights of cycle {requested?.ToString() ?? "?"} are not known there; known are {oldest?.ToString() ?? "?"} to {latest}", null)
    {
        /// <summary>The cycle that was asked for.</summary>
        public Cycle? Requested { get; } = requested;

        /// <summary>The last cycle whose rights are known.</summary>
        public Cycle Latest { get; } = latest;

        /// <summary>The first cycle whose rights are known.</summary>
        public Cycle? Oldest { get; } = oldest;
    }

    /// <summary>404: the block was pruned, or the path is not served (other protocols, other versions).</summary>
    public sealed class NotFound(string asked, string path)
        : RpcException(asked, path, "not found (404): the block is pruned there, or this protocol or version has no such call", null);

    /// <summary>401 or 403: the node's access control list forbids the call.</summary>
    public sealed class Refused(string asked, string path, int status)
        : RpcException(asked, path, $"refused ({status}) by its access control list; allow \"{RpcPath.AclEntry(path)}\" there, or name another address for such calls", null)
    {
        /// <summary>The entry to add to the list, as octez-node writes it.</summary>
        public string AclEntry { get; } = RpcPath.AclEntry(path);
    }

    /// <summary>No complete answer in time.</summary>
    public sealed class TimedOut(string asked, string path, TimeSpan limit, Exception? inner = null)
        : RpcException(asked, path, FormattableString.Invariant($"no complete answer within {limit.TotalSeconds:0.#} s"), inner);

    /// <summary>No connection, or it broke off.</summary>
    public sealed class Unreachable(string asked, string path, string cause, Exception? inner = null)
        : RpcException(asked, path, $"no connection ({cause})", inner);

    /// <summary>An answer that is not JSON, not of the shape it should have, or larger than anything sensible.</summary>
    public sealed class Garbage(string asked, string path, string what, Exception? inner = null)
        : RpcException(asked, path, $"the answer can't be read: {what}", inner);

    /// <summary>Any other status.</summary>
    public sealed class Failed(string asked, string path, int status, IReadOnlyList<string> ids, string excerpt)
        : RpcException(asked, path, ids.Count > 0 ? $"status {status}: {string.Join(", ", ids)}" : $"status {status}{(excerpt.Length > 0 ? ": " : "")}{excerpt}", null)
    {
        /// <summary>The HTTP status.</summary>
        public int Status { get; } = status;

        /// <summary>The ids of the node's errors, each once, without the protocol's name (<c>delegate.not_registered</c>).</summary>
        public IReadOnlyList<string> Ids { get; } = ids;
    }
}
