namespace BakeWindow.Web.Components;

/// <summary>Whether the picture of one viewer may move. It rests while he holds the page, and while a pointer is down or a menu or dialog open; what has changed meanwhile is counted and drawn after.</summary>
public sealed class PageHold
{
    private bool busy;

    /// <summary>The viewer holds the page.</summary>
    public bool Held { get; private set; }

    /// <summary>Nothing may move now.</summary>
    public bool Rests => Held || busy;

    /// <summary>How many changes wait to be drawn.</summary>
    public int Waiting { get; private set; }

    /// <summary>The pill says something else.</summary>
    public event Action? Changed;

    /// <summary>What has waited is to be drawn now.</summary>
    public event Action? Released;

    /// <summary>A change that is not drawn now.</summary>
    public void Note()
    {
        Waiting++;
        Changed?.Invoke();
    }

    /// <summary>The viewer holds the page, or lets it go.</summary>
    public void Toggle()
    {
        Held = !Held;
        Settle();
    }

    /// <summary>Draws what waits, though the page goes on being held.</summary>
    public void Show() => Release();

    /// <summary>A pointer went down or up, a dialog opened or closed.</summary>
    public void Busy(bool value)
    {
        busy = value;
        Settle();
    }

    private void Settle()
    {
        if (!Rests && Waiting > 0)
        {
            Release();
        }
        else
        {
            Changed?.Invoke();
        }
    }

    private void Release()
    {
        Waiting = 0;
        Released?.Invoke();
        Changed?.Invoke();
    }
}
