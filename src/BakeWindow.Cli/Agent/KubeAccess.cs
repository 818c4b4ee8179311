using System.Security.Cryptography.X509Certificates;
using BakeWindow.Cli.Asking;

namespace BakeWindow.Cli.Agent;

/// <summary>How to reach the API server.</summary>
/// <param name="Server">Where it is.</param>
/// <param name="Token">Reads the token, anew for every call, for a service account's is replaced every hour; null: none.</param>
/// <param name="Authority">Certificates (PEM) that alone are trusted; null: those of the system.</param>
internal sealed record KubeAccess(Uri Server, Func<string>? Token, string? Authority)
{
    /// <summary>Who one is by TLS, with its key; null: nobody.</summary>
    public X509Certificate2? Certificate { get; init; }

    private const string ServiceAccount = "/var/run/secrets/kubernetes.io/serviceaccount/";

    /// <summary>As the options say; without any, as a pod finds it.</summary>
    /// <exception cref="NoAnswerException.Usage">There is no way to the API server.</exception>
    public static KubeAccess Of(Uri? url, string? tokenFile, string? authorityFile, string? kubeconfig, Surroundings around, string? context = null)
    {
        if (kubeconfig is not null)
        {
            return url is null && tokenFile is null && authorityFile is null
                ? KubeConfig.Access(kubeconfig, context)
                : throw new NoAnswerException.Usage("--kubeconfig excludes --kube-url, --kube-token-file and --kube-ca-file");
        }

        if (url is not null)
        {
            return new(url, tokenFile is null ? null : () => Files.Read(tokenFile, "--kube-token-file").Trim(), authorityFile is null ? null : Files.Read(authorityFile, "--kube-ca-file"));
        }

        if (around.Variable("KUBERNETES_SERVICE_HOST") is not { Length: > 0 } host)
        {
            throw new NoAnswerException.Usage("this is no pod of a cluster: write --kube-url (with --kube-token-file and --kube-ca-file) or --kubeconfig");
        }

        var port = around.Variable("KUBERNETES_SERVICE_PORT") is { Length: > 0 } said ? said : "443";
        var server = new Uri($"https://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}");
        return new(server, () => Files.Read(tokenFile ?? ServiceAccount + "token", "--kube-token-file").Trim(), Files.Read(authorityFile ?? ServiceAccount + "ca.crt", "--kube-ca-file"));
    }
}
