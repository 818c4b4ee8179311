namespace BakeWindow.Web.Views;

/// <summary>The zone in which one viewer reads, which may change while a page is open: he travels, or chooses another.</summary>
public sealed class ViewerNow
{
    /// <summary>The zone.</summary>
    public Viewer Now { get; private set; } = Viewer.Utc;

    /// <summary>Everything with a time in it is to be drawn again.</summary>
    public event Action? Changed;

    /// <summary>Reads in another zone from now on; a name that is none is UTC.</summary>
    public void Choose(string? zone)
    {
        var next = Viewer.In(zone);
        if (next.Zone.Id != Now.Zone.Id)
        {
            Now = next;
            Changed?.Invoke();
        }
    }
}
