using System.Globalization;
using BakeWindow.Simulator.Cluster.Selectors;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>What a list or a watch is asked for, checked as the server checks it.</summary>
internal sealed record ListOptions
{
    public required LabelSelector Labels { get; init; }

    public required FieldSelector Fields { get; init; }

    /// <summary>Null: not asked. 0: any state will do.</summary>
    public long? Version { get; init; }

    public string? Match { get; init; }

    public long Limit { get; init; }

    public string? Continue { get; init; }

    public bool IsWatch { get; init; }

    public bool Bookmarks { get; init; }

    public bool InitialEvents { get; init; }

    public TimeSpan? Timeout { get; init; }

    public static ListOptions Read(ApiRequest request, ResourceKind resource)
    {
        var seconds = Number(request, "timeoutSeconds");
        var limit = Number(request, "limit");
        var options = new ListOptions
        {
            IsWatch = request.AskedTrue("watch"),
            Bookmarks = request.AskedTrue("allowWatchBookmarks"),
            InitialEvents = request.AskedTrue("sendInitialEvents"),
            Match = request.Asked("resourceVersionMatch"),
            Continue = request.Asked("continue"),
            Limit = limit ?? 0,
            Timeout = seconds is > 0 ? TimeSpan.FromSeconds(seconds.Value) : null,
            Labels = LabelSelectorParser.Parse(request.Asked("labelSelector")),
            Fields = FieldSelector.Parse(request.Asked("fieldSelector"), resource),
            Version = ReadVersion(request.Asked("resourceVersion")),
        };
        options.Demand();
        return options;
    }

    private void Demand()
    {
        if (InitialEvents && Match != "NotOlderThan")
        {
            throw Invalid("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        }

        if (IsWatch && Match is not null && !InitialEvents)
        {
            throw Invalid("resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        }

        if (Match is not null && Version is null && !InitialEvents)
        {
            throw Invalid("resourceVersionMatch is forbidden unless resourceVersion is provided");
        }

        if (Continue is not null && Version is > 0)
        {
            throw Refusals.BadRequest("specifying resource version is not allowed when using continue");
        }
    }

    private static ApiRefusal Invalid(string why) =>
        Refusals.Invalid("meta.k8s.io", "ListOptions", "", [Cause.Forbidden("resourceVersionMatch", why)]);

    private static long? Number(ApiRequest request, string name)
    {
        var text = request.Asked(name);
        return text is null ? null
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : throw Refusals.BadRequest($"strconv.ParseInt: parsing \"{text}\": invalid syntax");
    }

    private static long? ReadVersion(string? text) =>
        text is null ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version
        : throw new ApiRefusal(500, null, $"resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax");
}
