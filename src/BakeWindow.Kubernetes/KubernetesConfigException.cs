namespace BakeWindow.Kubernetes;

/// <summary>The cluster can't be reached as configured; the message names the setting, the value and the mend.</summary>
public sealed class KubernetesConfigException(string message, Exception? inner = null) : Exception(message, inner);
