using System.Security.Cryptography;
using BakeWindow.Core.Cluster;

namespace BakeWindow.Web.Compat;

/// <summary>
/// The names under which a host may speak of itself: its node's name, its machine id, or what systemd derives from that for one application (<c>sd_id128_get_app_specific(3)</c>): the
/// first 16 bytes of HMAC-SHA256 over the application's id with the machine id as key, made a UUID of version 4.
/// </summary>
internal static class HostIds
{
    // Zincati's own application id: github.com/coreos/zincati, src/identity/mod.rs.
    private static readonly byte[] Zincati = Convert.FromHexString("de35106b6ec24688b63afddaa156679b");

    /// <summary>The node that is meant; null when there is none, or more than one: two machines made from one image may have the same id.</summary>
    public static NodeView? Find(ClusterView cluster, string id)
    {
        if (cluster.Nodes.TryGetValue(id, out var named))
        {
            return named;
        }

        var plain = Plain(id);
        return cluster.Nodes.Values.Where(n => Bytes(n.MachineId) is { } machine && (Convert.ToHexStringLower(machine) == plain || AppSpecific(machine, Zincati) == plain)).Take(2).ToList() is [var one]
            ? one
            : null;
    }

    /// <summary>How Zincati names a machine; null when the machine id is none.</summary>
    public static string? ZincatiId(string machineId) => Bytes(machineId) is { } machine ? AppSpecific(machine, Zincati) : null;

    /// <summary>systemd's derived id, in 32 hexadecimal digits.</summary>
    public static string AppSpecific(byte[] machine, byte[] app)
    {
        var id = HMACSHA256.HashData(machine, app)[..16];
        id[6] = (byte)((id[6] & 0x0F) | 0x40);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return Convert.ToHexStringLower(id);
    }

    private static string Plain(string id) => id.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    private static byte[]? Bytes(string machineId) => Plain(machineId) is { Length: 32 } hex && hex.All(char.IsAsciiHexDigit) ? Convert.FromHexString(hex) : null;
}
