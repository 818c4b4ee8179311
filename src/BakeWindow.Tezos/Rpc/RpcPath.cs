namespace BakeWindow.Tezos.Rpc;

/// <summary>Paths, as messages show them.</summary>
internal static class RpcPath
{
    private const int Shown = 160;

    /// <summary>A rights call names hundreds of levels; a message shows the start.</summary>
    public static string Shortened(string path) => path.Length <= Shown ? path : string.Concat(path.AsSpan(0, Shown), "…");

    /// <summary>The entry of an octez-node access control list that allows the path: block, chain, key and level become a star.</summary>
    public static string AclEntry(string path)
    {
        var end = path.IndexOf('?', StringComparison.Ordinal);
        var parts = (end < 0 ? path : path[..end]).Split('/');
        for (var i = 1; i < parts.Length; i++)
        {
            if (parts[i - 1] is "chains" or "blocks" or "delegates" or "nonces" || (parts[i - 1] == "heads" && parts[1] == "monitor") || (parts[i - 1] == "operations" && i > 1))
            {
                parts[i] = "*";
            }
        }

        return "GET " + string.Join('/', parts);
    }
}
