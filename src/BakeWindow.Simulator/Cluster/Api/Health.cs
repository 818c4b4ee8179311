namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>/healthz, /livez and /readyz with their single checks.</summary>
internal static class Health
{
    private static readonly string[] Checks = ["ping", "log", "etcd", "poststarthook/rbac/bootstrap-roles", "autoregister-completion"];

    /// <summary>The answer at a path of health; null where there is none.</summary>
    public static ApiAnswer? At(string path, bool verbose)
    {
        var parts = path.Trim('/').Split('/', 2);
        if (parts[0] is not ("healthz" or "livez" or "readyz"))
        {
            return null;
        }

        if (parts.Length == 2)
        {
            return Checks.Contains(parts[1]) ? ApiAnswer.Text(200, "ok") : NotFound();
        }

        return ApiAnswer.Text(200, verbose ? string.Concat(Checks.Select(check => $"[+]{check} ok\n")) + $"{parts[0]} check passed\n" : "ok");
    }

    public static ApiAnswer NotFound() => ApiAnswer.Text(404, "404 page not found\n");
}
