namespace BakeWindow.Tests.Pages;

/// <summary>Every page, as an address that shows something. Each is looked at with axe on both themes and widths, and pictured.</summary>
internal static class PageList
{
    public static readonly IReadOnlyList<string> All =
    [
        "/now?n=node-3&need=12m",
        "/calendar?need=12m",
        "/maintenance",
        "/maintenance/new?n=node-3&need=12m",
        "/maintenance/M-1",
        "/cluster",
        "/cluster/bypasses",
        "/whatif?cycles=3&guard=90s",
        "/feeds",
        "/nowhere",
    ];
}
