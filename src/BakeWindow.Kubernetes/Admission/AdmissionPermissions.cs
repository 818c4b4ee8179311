using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Admission;

/// <summary>What the webhook's own CA and the admission policy need; each comes with its component and is about objects by name. The webhook itself needs nothing: the API server asks it.</summary>
public static class AdmissionPermissions
{
    /// <summary>The Secret of BakeWindow's own CA and certificate.</summary>
    public const string SecretName = "bakewindow-webhook";

    /// <summary>The webhook configuration whose CA it keeps.</summary>
    public const string ConfigurationName = "bakewindow";

    /// <summary>The parameter object of the admission policy.</summary>
    public const string HeldName = Core.Cluster.Mark.HeldList;

    private const string Component = "webhook-own-ca";

    private static readonly RbacRole Certificate =
        new("webhook-certificate", RbacScope.Own, true, "to keep the webhook's own CA and certificate in one Secret that all replicas share") { Component = Component };

    private static readonly RbacRole Configuration =
        new("webhook-configuration", RbacScope.Everywhere, true, "to tell the API server by which CA it knows the webhook") { Component = Component };

    private static readonly RbacRole Policy =
        new("admission-policy", RbacScope.Own, true, "to keep the list of held pods that the admission policy reads");

    /// <summary>The Secret, read.</summary>
    public static Permission GetSecret { get; } = new(Certificate, "", "secrets", "get", "the certificate that another replica made; when it is due") { Names = [SecretName] };

    /// <summary>The Secret, written. It is made by the manifest, so that no right to make Secrets is needed.</summary>
    public static Permission UpdateSecret { get; } = new(Certificate, "", "secrets", "update", "the first certificate and every next one, on the version that was read") { Names = [SecretName] };

    /// <summary>The webhook configuration, read.</summary>
    public static Permission GetConfiguration { get; } =
        new(Configuration, "admissionregistration.k8s.io", "validatingwebhookconfigurations", "get", "whether it names the CA in force, and its version for the precondition") { Names = [ConfigurationName] };

    /// <summary>The webhook configuration's CA.</summary>
    public static Permission PatchConfiguration { get; } =
        new(Configuration, "admissionregistration.k8s.io", "validatingwebhookconfigurations", "patch", "write the CA of BakeWindow's own webhooks, and nothing else of them") { Names = [ConfigurationName] };

    /// <summary>The list of held pods, read.</summary>
    public static Permission GetHeld { get; } = new(Policy, "", "configmaps", "get", "what the policy goes by now") { Names = [HeldName] };

    /// <summary>The list of held pods, written.</summary>
    public static Permission PatchHeld { get; } = new(Policy, "", "configmaps", "patch", "name the pods that are held now") { Names = [HeldName] };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Permission> All { get; } = [GetSecret, UpdateSecret, GetConfiguration, PatchConfiguration, GetHeld, PatchHeld];
}
