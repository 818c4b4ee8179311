using System.Text.Json.Nodes;

namespace BakeWindow.Cli.Cleaning;

/// <summary>One thing to be done about one object.</summary>
/// <param name="Object">The object, as people call it.</param>
/// <param name="What">What is done, in words.</param>
/// <param name="Path">Where the API serves it.</param>
/// <param name="Body">The merge patch; or, to delete, the options with the uid that was read.</param>
/// <param name="Deletes">It is deleted.</param>
internal sealed record Change(string Object, string What, string Path, JsonObject Body, bool Deletes)
{
    public static Change Patch(string name, string what, string path, JsonObject patch) => new(name, what, path, patch, false);

    public static Change Delete(string name, string what, string path, JsonObject read) =>
        new(name, what, path, new JsonObject { ["preconditions"] = new JsonObject { ["uid"] = (string?)read["metadata"]?["uid"] } }, true);
}
