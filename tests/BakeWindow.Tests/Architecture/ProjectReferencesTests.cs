using System.Xml.Linq;
using BakeWindow.Core.Chain;

namespace BakeWindow.Tests.Architecture;

/// <summary>Who may know whom.</summary>
public sealed class ProjectReferencesTests
{
    // The architecture, as data. To change it, change it here first.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["BakeWindow.Core"] = [],
        ["BakeWindow.Tezos"] = ["BakeWindow.Core"],
        ["BakeWindow.Kubernetes"] = ["BakeWindow.Core"],
        ["BakeWindow.Storage"] = ["BakeWindow.Core"],
        ["BakeWindow.Migrations"] = ["BakeWindow.Core", "BakeWindow.Storage"],
        ["BakeWindow.Simulator"] = ["BakeWindow.Core"],
        ["BakeWindow.Cli"] = ["BakeWindow.Core", "BakeWindow.Tezos"],
        ["BakeWindow.Web"] = ["BakeWindow.Core", "BakeWindow.Tezos", "BakeWindow.Kubernetes", "BakeWindow.Storage", "BakeWindow.Migrations"],
        ["BakeWindow.Core.Tests"] = ["BakeWindow.Core"],
        ["BakeWindow.Simulation"] = ["BakeWindow.Core"],
        ["BakeWindow.Benchmarks"] = ["BakeWindow.Core", "BakeWindow.Tezos", "BakeWindow.Simulator", "BakeWindow.Web"],
    };

    private static readonly Dictionary<string, XDocument> Projects = new[] { "src", "migrations", "tests" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Recorded.RepoRoot, folder), "*.csproj", SearchOption.AllDirectories))
        .ToDictionary(p => Path.GetFileNameWithoutExtension(p)!, p => XDocument.Load(p), StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. Projects.Keys.Where(p => p != "BakeWindow.Tests")];

    [Fact]
    public void Every_project_is_on_the_map_and_nothing_else_is() =>
        Assert.Equal(Allowed.Keys.Append("BakeWindow.Tests").Order(StringComparer.Ordinal), Projects.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_project_references_only_what_the_map_allows(string project) =>
        Assert.Subset(Allowed[project].ToHashSet(StringComparer.Ordinal), References(project, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Replace('\\', '/'))!).ToHashSet(StringComparer.Ordinal));

    [Fact]
    public void Core_takes_no_package_and_no_framework_beyond_the_base()
    {
        Assert.Empty(References("BakeWindow.Core", "PackageReference"));
        Assert.Empty(References("BakeWindow.Core", "FrameworkReference"));
    }

    [Fact]
    public void Cores_assembly_references_only_the_base_class_library() =>
        Assert.All(typeof(Level).Assembly.GetReferencedAssemblies(), a => Assert.StartsWith("System.", a.Name, StringComparison.Ordinal));

    [Fact]
    public void Transitive_references_are_off_so_that_a_project_sees_only_what_it_names() =>
        Assert.Equal("true", XDocument.Load(Path.Combine(Recorded.RepoRoot, "Directory.Build.props")).Descendants("DisableTransitiveProjectReferences").Single().Value);

    [Fact]
    public void No_project_names_a_version_of_a_package() =>
        Assert.All(Projects, p => Assert.DoesNotContain(p.Value.Descendants("PackageReference"), r => r.Attribute("Version") is not null || r.Attribute("VersionOverride") is not null));

    private static List<string> References(string project, string kind) => [.. Projects[project].Descendants(kind).Select(r => r.Attribute("Include")!.Value)];
}
