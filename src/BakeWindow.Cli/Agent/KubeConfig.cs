using System.Text.Json;
using System.Text.Json.Serialization;
using BakeWindow.Cli.Asking;

namespace BakeWindow.Cli.Agent;

/// <summary>A kubeconfig in its JSON form (<c>kubectl config view --raw --minify -o json</c>), as far as the agent needs one: a server, a token, a certificate authority.</summary>
internal sealed record KubeConfig(
    [property: JsonPropertyName("current-context")] string? CurrentContext,
    IReadOnlyList<KubeConfig.NamedContext>? Contexts,
    IReadOnlyList<KubeConfig.NamedCluster>? Clusters,
    IReadOnlyList<KubeConfig.NamedUser>? Users)
{
    /// <summary>Reads the current context of a file.</summary>
    /// <exception cref="NoAnswerException.Usage">It is not JSON, or lacks what is needed.</exception>
    public static KubeAccess Access(string path)
    {
        KubeConfig? config;
        try
        {
            config = JsonSerializer.Deserialize(Files.Read(path, "--kubeconfig"), CliJson.Default.KubeConfig);
        }
        catch (JsonException)
        {
            throw new NoAnswerException.Usage($"--kubeconfig: \"{path}\" is no JSON; write it with: kubectl config view --raw --minify --flatten -o json");
        }

        var context = config?.Contexts?.FirstOrDefault(c => c.Name == config.CurrentContext)?.Context;
        var cluster = config?.Clusters?.FirstOrDefault(c => c.Name == context?.Cluster)?.Cluster;
        var user = config?.Users?.FirstOrDefault(u => u.Name == context?.User)?.User;
        if (cluster?.Server is null || Commands.Ask.Address(cluster.Server).Value is not { } server)
        {
            throw new NoAnswerException.Usage($"--kubeconfig: \"{path}\" names no server for its current context");
        }

        var authority = cluster.CertificateAuthorityData is { } data ? Pem(data, path)
            : cluster.CertificateAuthority is { } file ? Files.Read(file, "--kubeconfig (certificate-authority)") : null;
        return new(server, user?.Token is { } token ? () => token : user?.TokenFile is { } tokenFile ? () => Files.Read(tokenFile, "--kubeconfig (tokenFile)").Trim() : null, authority);
    }

    private static string Pem(string base64, string path)
    {
        try
        {
            return System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException)
        {
            throw new NoAnswerException.Usage($"--kubeconfig: certificate-authority-data of \"{path}\" is no base64");
        }
    }

    internal sealed record NamedContext(string? Name, ContextPart? Context);

    internal sealed record ContextPart(string? Cluster, string? User);

    internal sealed record NamedCluster(string? Name, ClusterPart? Cluster);

    internal sealed record ClusterPart(
        string? Server,
        [property: JsonPropertyName("certificate-authority-data")] string? CertificateAuthorityData,
        [property: JsonPropertyName("certificate-authority")] string? CertificateAuthority);

    internal sealed record NamedUser(string? Name, UserPart? User);

    internal sealed record UserPart(string? Token, string? TokenFile);
}
