using System.Text.RegularExpressions;

namespace BakeWindow.Core.Export;

/// <summary>Whom an export is for, and in which form.</summary>
public enum ExportTarget
{
    /// <summary>GKE: commands for gcloud.</summary>
    Gcloud,

    /// <summary>GKE: the body of setMaintenancePolicy.</summary>
    GkeJson,

    /// <summary>GKE: Terraform's google_container_cluster.</summary>
    GkeTerraform,

    /// <summary>AKS: a file and commands for az.</summary>
    Az,

    /// <summary>AKS: Terraform's azurerm_kubernetes_cluster.</summary>
    AksTerraform,

    /// <summary>EKS: has no exclusions; the step to put in front of an update.</summary>
    Eks,
}

/// <summary>Texts of targets.</summary>
public static class ExportTargets
{
    /// <summary>As people write it: <c>gke-terraform</c>.</summary>
    public static string Kebab(this ExportTarget target) =>
        string.Concat(target.ToString().Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));

    /// <summary>All names, for people.</summary>
    public static string Names { get; } = string.Join(", ", Enum.GetValues<ExportTarget>().Select(Kebab));

    /// <summary>The target of a name; null when there is none.</summary>
    public static ExportTarget? Find(string name) => Enum.GetValues<ExportTarget>().Where(t => t.Kebab() == name).Select(t => (ExportTarget?)t).FirstOrDefault();
}

/// <summary>Which cluster, as its cloud calls it. What is not said stays a variable of the shell, or of Terraform, in what is written.</summary>
public sealed partial record ExportPlace
{
    /// <summary>Makes it.</summary>
    /// <exception cref="ArgumentException">A name has characters that no such name has; they would be run by a shell.</exception>
    public ExportPlace(string? cluster = null, string? location = null, string? project = null, string? resourceGroup = null) =>
        (Cluster, Location, Project, ResourceGroup) = (Checked(cluster, nameof(cluster)), Checked(location, nameof(location)), Checked(project, nameof(project)), Checked(resourceGroup, nameof(resourceGroup)));

    /// <summary>Its name.</summary>
    public string? Cluster { get; }

    /// <summary>Region or zone.</summary>
    public string? Location { get; }

    /// <summary>Google's project.</summary>
    public string? Project { get; }

    /// <summary>Azure's resource group.</summary>
    public string? ResourceGroup { get; }

    /// <summary>True for what a cloud could call something.</summary>
    public static bool IsName(string text) => Name().IsMatch(text);

    private static string? Checked(string? text, string field) =>
        text is null || IsName(text) ? text : throw new ArgumentException($"{field} has letters, digits, dots, colons, dashes and underscores only", field);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Name();
}
