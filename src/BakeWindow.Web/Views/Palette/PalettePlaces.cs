using BakeWindow.Web.Access;

namespace BakeWindow.Web.Views.Palette;

/// <summary>Pages and acts that the palette leads to.</summary>
internal static class PalettePlaces
{
    private static readonly (string Name, string Href, string Also, string Key)[] Pages =
    [
        ("Now", "/now", "verdict answer gate", "g n"),
        ("Calendar", "/calendar", "rights time line chart", "g c"),
        ("Windows", "/windows", "find start free", "g w"),
        ("Maintenance", "/maintenance", "requests approvals running", "g m"),
        ("Cluster", "/cluster", "nodes kubernetes", "g k"),
        ("Bypasses", "/cluster/bypasses", "unprotected paths findings", ""),
        ("Health", "/health", "signers bakers nodes", "g h"),
        ("Incidents", "/incidents", "missed why", "g i"),
        ("Ledger", "/ledger", "cost budget promises", "g l"),
        ("Audit", "/audit", "log decisions who", "g a"),
        ("Settings", "/settings", "configuration policy", "g s"),
        ("Freezes", "/freezes", "freeze hold break glass", ""),
        ("Feeds", "/feeds", "calendar subscribe ical", ""),
        ("What if", "/whatif", "rehearsal other rules", ""),
        ("Me", "/me", "account zone tokens sessions sign out", ""),
    ];

    private static readonly (string Name, string Also, Act Act, string? Href, string? Do, string Key)[] Acts =
    [
        ("Request a maintenance", "reboot drain new", Act.Request, "/maintenance/new", null, "r"),
        ("Freeze everything", "stop hold all", Act.Freeze, "/now#freeze", null, ""),
        ("Copy the answer", "verdict text", Act.View, null, "copy-answer", ""),
        ("Copy link", "share url address", Act.View, null, "copy-link", "y"),
        ("Times in UTC, or in your zone", "utc zone clock", Act.View, null, "zone", "t"),
        ("Hold page, or let it go on", "pause freeze picture still", Act.View, null, "hold", "Shift H"),
        ("Change the theme", "dark light", Act.View, null, "theme", ""),
        ("Keys and help", "shortcuts", Act.View, null, "help", "?"),
    ];

    /// <summary>Those whose name, or else whose other words, a text begins; all for an empty one.</summary>
    public static IEnumerable<PaletteRow> Of(string text, Caller viewer)
    {
        foreach (var page in Pages.Where(p => Means(text, p.Name, p.Also)).OrderByDescending(p => p.Name.StartsWith(text, StringComparison.OrdinalIgnoreCase)))
        {
            yield return new PaletteRow(PaletteRow.Places, page.Name, page.Key) { Href = page.Href };
        }

        foreach (var act in Acts.Where(a => Means(text, a.Name, a.Also)))
        {
            yield return new PaletteRow(PaletteRow.Acts, act.Name, act.Key) { Href = act.Href, Act = act.Do, Off = viewer.WhyNot(act.Act) };
        }
    }

    private static bool Means(string text, string name, string also) =>
        text.Length == 0 || text.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word =>
            $"{name} {also}".Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Any(w => w.StartsWith(word, StringComparison.OrdinalIgnoreCase)));
}
