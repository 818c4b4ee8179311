namespace BakeWindow.Web.Components.Layout;

/// <summary>A page of the rail.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Href">Where it lies.</param>
/// <param name="Key">The letter after <c>g</c>.</param>
/// <param name="Icon">The drawing's path, 20 by 20, strokes only.</param>
internal sealed record Place(string Name, string Href, char Key, string Icon)
{
    /// <summary>The rail, in order of urgency.</summary>
    public static IReadOnlyList<Place> All { get; } =
    [
        new("Now", "/now", 'n', "M10 2.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 0 0 0-15M10 5.5V10l3 2"),
        new("Calendar", "/calendar", 'c', "M3 4.5h14v12H3zM3 8.5h14M7 2.5v3.5M13 2.5v3.5"),
        new("Windows", "/windows", 'w', "M3 3.5h14v13H3zM10 3.5v13M3 10h14"),
        new("Maintenance", "/maintenance", 'm', "M12.5 3a4 4 0 0 0-4 5.3L3 13.8 6.2 17l5.5-5.5A4 4 0 0 0 17 7.5l-2.6 1.6-2-2L14 4.3"),
        new("Cluster", "/cluster", 'k', "M3 3.5h14v5H3zM3 11.5h14v5H3zM6 6h.01M6 14h.01"),
        new("Health", "/health", 'h', "M2 10.5h4l2-6 4 11 2-5h4"),
        new("Incidents", "/incidents", 'i', "M10 3 18 16.5H2zM10 8v4M10 14.3v.01"),
        new("Ledger", "/ledger", 'l', "M4 3h12v14H4zM7 7h6M7 10h6M7 13h3"),
        new("Audit", "/audit", 'a', "M9 3a6 6 0 1 0 0 12a6 6 0 0 0 0-12M13.5 13.5 17.5 17.5M6.5 9h5"),
        new("Settings", "/settings", 's', "M3 6h7M14 6h3M12 4v4M3 14h3M10 14h7M8 12v4"),
    ];

    /// <summary>Those of the phone's bottom bar; the others stand under <i>More</i>.</summary>
    public static IReadOnlyList<Place> First { get; } = [All[0], All[1], All[3]];

    /// <summary>The place to which an address belongs; null: to none.</summary>
    /// <param name="path">Relative to the site, as <c>NavigationManager</c> tells it.</param>
    public static Place? Of(string path)
    {
        var first = path.TrimStart('/').Split('/', '?', '#')[0].ToLowerInvariant();
        var name = first switch { "" => "now", "bakers" => "health", "decisions" => "audit", "whatif" or "me" or "notifications" => "settings", _ => first };
        return All.FirstOrDefault(p => p.Href[1..] == name);
    }
}
