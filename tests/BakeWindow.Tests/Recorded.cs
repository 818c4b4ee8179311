namespace BakeWindow.Tests;

/// <summary>Where recorded answers of real nodes and API servers lie. They are no part of the project: where the folder is absent, a test that needs it skips and says so.</summary>
internal static class Recorded
{
    /// <summary>The repository's root: the folder of the solution.</summary>
    public static string RepoRoot { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>The path of a recording; skips the test where recordings are absent.</summary>
    public static string Path(params string[] parts)
    {
        var path = System.IO.Path.Combine([RepoRoot, "..", "shared", "data", .. parts]);
        Assert.SkipUnless(File.Exists(path) || Directory.Exists(path), $"the recorded answers ({string.Join('/', parts)}) are not here; they are no part of the project");
        return path;
    }

    private static string FindRoot(string folder) =>
        File.Exists(System.IO.Path.Combine(folder, "BakeWindow.sln"))
            ? folder
            : FindRoot(System.IO.Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("BakeWindow.sln is in no folder above the tests"));
}
