namespace BakeWindow.Tests.Pages;

/// <summary>Every page, as an address that shows something. Each is looked at with axe on both themes and widths, and pictured.</summary>
internal static class PageList
{
    public static readonly IReadOnlyList<string> All =
    [
        "/now?n=node-3&need=12m",
        "/windows?n=node-3&need=12m",
        "/windows?n=node-3&need=12h",
        "/freezes?new=1",
        "/calendar?need=12m",
        "/calendar?need=12m&view=table&from=now&to=now%2B24h&rows=node",
        "/maintenance",
        "/maintenance/new?n=node-3&need=12m",
        "/maintenance/M-1",
        "/cluster",
        "/cluster/bypasses",
        "/cluster/nodes/node-3",
        "/cluster/nodes/nod-3",
        "/health",
        "/health/signers/alpha",
        "/bakers",
        "/bakers/alpha",
        "/incidents",
        "/incidents/I-1?e=3",
        "/incidents/I-99",
        "/notifications",
        "/settings",
        "/settings/policy",
        "/audit",
        "/audit?kind=maintenance-requested&from=soon",
        "/audit?from=2020-01-01&to=2020-01-02",
        "/decisions",
        "/decisions/d-000000000000",
        "/ledger",
        "/ledger?cycle=1&b=nobody",
        "/me",
        "/whatif?cycles=3&guard=90s",
        "/feeds",
        "/start",
        "/signin",
        "/nowhere",
    ];
}
