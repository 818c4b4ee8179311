using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using BakeWindow.Cli.Asking;

namespace BakeWindow.Cli.Agent;

/// <summary>A kubeconfig, YAML or JSON, as far as it is needed: a server, whom to trust, and who one is (token or client certificate).</summary>
internal sealed record KubeConfig(
    [property: JsonPropertyName("current-context")] string? CurrentContext,
    IReadOnlyList<KubeConfig.NamedContext>? Contexts,
    IReadOnlyList<KubeConfig.NamedCluster>? Clusters,
    IReadOnlyList<KubeConfig.NamedUser>? Users)
{
    private const string Option = "--kubeconfig";

    /// <summary>Reads a context of a file; the current one when none is named.</summary>
    /// <exception cref="NoAnswerException.Usage">It can't be read, or lacks what is needed.</exception>
    public static KubeAccess Access(string path, string? context = null)
    {
        var config = Parse(path);
        var wanted = context ?? config.CurrentContext;
        if (config.Contexts?.FirstOrDefault(c => c.Name == wanted)?.Context is not { } chosen)
        {
            throw Wrong(path, $"has no context \"{wanted}\"; it has {string.Join(", ", (config.Contexts ?? []).Select(c => c.Name))}");
        }

        var cluster = config.Clusters?.FirstOrDefault(c => c.Name == chosen.Cluster)?.Cluster;
        if (cluster?.Server is null || Commands.Ask.Address(cluster.Server).Value is not { } server)
        {
            throw Wrong(path, $"names no server for context \"{wanted}\"");
        }

        if (cluster.InsecureSkipTlsVerify)
        {
            throw Wrong(path, $"says insecure-skip-tls-verify for \"{chosen.Cluster}\": whoever answers would be given the token; write its certificate-authority-data instead");
        }

        var home = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) ?? ".";
        var user = config.Users?.FirstOrDefault(u => u.Name == chosen.User)?.User ?? new UserPart();
        if (user.Exec is not null || user.AuthProvider is not null)
        {
            throw Wrong(path, $"gets the credentials of user \"{chosen.User}\" from a plug-in ({user.Exec?.Command ?? "auth-provider"}), which is not run here: "
                + "make a token (kubectl create token) and write --kube-url, --kube-token-file and --kube-ca-file");
        }

        if (user.Username is not null)
        {
            throw Wrong(path, $"has a password for user \"{chosen.User}\", which no API server takes any more: use a token or a client certificate");
        }

        return new(server, TokenOf(user, home), Part(cluster.CertificateAuthorityData, cluster.CertificateAuthority, "certificate-authority", path, home))
        {
            Certificate = CertificateOf(user, path, home),
        };
    }

    private static KubeConfig Parse(string path)
    {
        try
        {
            return KubeYaml.Read(Files.Read(path, Option))?.Deserialize(CliJson.Default.KubeConfig) ?? throw Wrong(path, "is empty");
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw Wrong(path, $"is no kubeconfig ({e.Message})");
        }
    }

    private static Func<string>? TokenOf(UserPart user, string home) =>
        user.TokenFile is { } file ? () => Files.Read(At(home, file), $"{Option} (tokenFile)").Trim() : user.Token is { } token ? () => token : null;

    private static X509Certificate2? CertificateOf(UserPart user, string path, string home)
    {
        var (certificate, key) = (
            Part(user.ClientCertificateData, user.ClientCertificate, "client-certificate", path, home), Part(user.ClientKeyData, user.ClientKey, "client-key", path, home));
        if (certificate is null && key is null)
        {
            return null;
        }

        try
        {
            return X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (CryptographicException e)
        {
            throw Wrong(path, $"has a client-certificate or client-key that can't be used ({e.Message})");
        }
    }

    private static string? Part(string? base64, string? file, string name, string path, string home)
    {
        try
        {
            return base64 is { Length: > 0 } ? Encoding.ASCII.GetString(Convert.FromBase64String(base64)) : file is { Length: > 0 } ? Files.Read(At(home, file), $"{Option} ({name})") : null;
        }
        catch (FormatException)
        {
            throw Wrong(path, $"has a {name}-data that is no base64");
        }
    }

    // As kubectl has it: beside the kubeconfig.
    private static string At(string home, string file) => System.IO.Path.Combine(home, file);

    private static NoAnswerException.Usage Wrong(string path, string what) => new($"{Option}: \"{path}\" {what}");

    internal sealed record NamedContext(string? Name, ContextPart? Context);

    internal sealed record ContextPart(string? Cluster, string? User);

    internal sealed record NamedCluster(string? Name, ClusterPart? Cluster);

    internal sealed record ClusterPart(
        string? Server,
        [property: JsonPropertyName("certificate-authority-data")] string? CertificateAuthorityData,
        [property: JsonPropertyName("certificate-authority")] string? CertificateAuthority,
        [property: JsonPropertyName("insecure-skip-tls-verify")] bool InsecureSkipTlsVerify);

    internal sealed record NamedUser(string? Name, UserPart? User);

    internal sealed record UserPart
    {
        public string? Token { get; init; }

        public string? TokenFile { get; init; }

        public string? Username { get; init; }

        [JsonPropertyName("client-certificate-data")]
        public string? ClientCertificateData { get; init; }

        [JsonPropertyName("client-certificate")]
        public string? ClientCertificate { get; init; }

        [JsonPropertyName("client-key-data")]
        public string? ClientKeyData { get; init; }

        [JsonPropertyName("client-key")]
        public string? ClientKey { get; init; }

        public ExecPart? Exec { get; init; }

        [JsonPropertyName("auth-provider")]
        public ExecPart? AuthProvider { get; init; }
    }

    internal sealed record ExecPart(string? Command, string? Name);
}
