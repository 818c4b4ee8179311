using System.Security.Cryptography;
using k8s;
using k8s.Exceptions;
using k8s.KubeConfigModels;
using YamlDotNet.Core;

namespace BakeWindow.Kubernetes;

/// <summary>Opens the way to a cluster: by a kubeconfig, or from inside a pod.</summary>
public static class KubernetesConnection
{
    /// <summary>Reads the configuration and makes a client. Nothing is asked of the cluster yet.</summary>
    /// <param name="kubeconfig">Path of a kubeconfig; null or empty: the pod's own service account.</param>
    /// <param name="context">Context in the kubeconfig; null or empty: its current one.</param>
    /// <param name="handlers">Handlers around each HTTP request, outermost first.</param>
    /// <exception cref="KubernetesConfigException">It can't be read; the message says what to mend.</exception>
    public static k8s.Kubernetes Open(string? kubeconfig, string? context, params DelegatingHandler[] handlers)
    {
        var config = string.IsNullOrEmpty(kubeconfig) ? InPod() : FromFile(kubeconfig, context);

        // Each call has its own deadline, and a watch is meant to last.
        config.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        try
        {
            return new k8s.Kubernetes(config, handlers);
        }
        catch (Exception e) when (e is KubeConfigException or ArgumentException or FormatException or CryptographicException)
        {
            throw new KubernetesConfigException($"Cluster:Kubeconfig \"{kubeconfig}\" has no usable server or certificate: {e.Message}", e);
        }
    }

    private static KubernetesClientConfiguration InPod()
    {
        try
        {
            return KubernetesClientConfiguration.InClusterConfig();
        }
        catch (Exception e) when (e is KubeConfigException or IOException)
        {
            throw new KubernetesConfigException(
                "Cluster:Kubeconfig is empty, which means the service account of this pod, but this is no pod or its token is not mounted: "
                + "name a kubeconfig, or set automountServiceAccountToken: true",
                e);
        }
    }

    private static KubernetesClientConfiguration FromFile(string path, string? context)
    {
        if (!File.Exists(path))
        {
            throw new KubernetesConfigException($"Cluster:Kubeconfig \"{path}\" does not exist: write the path of a kubeconfig that BakeWindow can read");
        }

        try
        {
            var file = KubernetesYaml.Deserialize<K8SConfiguration>(File.ReadAllText(path))
                ?? throw new KubernetesConfigException($"Cluster:Kubeconfig \"{path}\" is empty: write a kubeconfig there, or name another file");
            var known = (file.Contexts ?? []).Select(c => c.Name).Where(n => n is not null).Order(StringComparer.Ordinal).ToArray();
            var wanted = string.IsNullOrEmpty(context) ? file.CurrentContext : context;
            if (string.IsNullOrEmpty(wanted) || !known.Contains(wanted))
            {
                var setting = string.IsNullOrEmpty(context) ? $"the current context \"{wanted}\"" : $"Cluster:Context \"{context}\"";
                throw new KubernetesConfigException($"{setting} is not in kubeconfig \"{path}\", which has: {(known.Length == 0 ? "none" : string.Join(", ", known))}");
            }

            return KubernetesClientConfiguration.BuildConfigFromConfigFile(new FileInfo(path), wanted);
        }
        catch (Exception e) when (e is KubeConfigException or IOException or UnauthorizedAccessException or YamlException or FormatException)
        {
            throw new KubernetesConfigException($"Cluster:Kubeconfig \"{path}\" can't be read: {e.Message}", e);
        }
    }
}
