using BakeWindow.Core.Gate;

namespace BakeWindow.Web.Views;

/// <summary>The only words in which a page says what the gate decided. Each has an icon and a colour of its own; none stands without its word.</summary>
public enum Word
{
    /// <summary>The work fits now.</summary>
    Open,

    /// <summary>Not now.</summary>
    Held,

    /// <summary>It can't be known, so: not now.</summary>
    CannotSay,

    /// <summary>A maintenance of ours is at work here.</summary>
    Running,
}

/// <summary>Looks of words.</summary>
public static class Words
{
    /// <summary>The word of a verdict on a node where <paramref name="running"/> tells whether a maintenance is at work.</summary>
    public static Word Of(Verdict verdict, bool running) => running ? Word.Running : verdict switch
    {
        Verdict.Allowed => Word.Open,
        Verdict.Held => Word.Held,
        _ => Word.CannotSay,
    };

    /// <summary>As it is read.</summary>
    public static string Text(this Word word) => word switch
    {
        Word.Open => "Open",
        Word.Held => "Held",
        Word.Running => "Running",
        _ => "Can’t say",
    };

    /// <summary>Its sign, for those who don't see its colour.</summary>
    public static string Sign(this Word word) => word switch
    {
        Word.Open => "▲",
        Word.Held => "■",
        Word.Running => "↻",
        _ => "?",
    };

    /// <summary>The end of its CSS classes.</summary>
    public static string Css(this Word word) => word switch
    {
        Word.Open => "open",
        Word.Held => "held",
        Word.Running => "running",
        _ => "unknown",
    };
}
