namespace BakeWindow.Web.Configuration;

/// <summary>Whom BakeWindow tells of what, and how.</summary>
public sealed class NotifyOptions
{
    /// <summary>Where people reach these pages, for links: <c>https://bakewindow.example.org</c>; empty: no links.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>The channels.</summary>
    public List<ChannelOptions> Channels { get; set; } = [];
}

/// <summary>One way to tell people or programs.</summary>
public sealed class ChannelOptions
{
    /// <summary>Its name on pages and in commands; a short DNS name.</summary>
    public string Name { get; set; } = "";

    /// <summary><c>webhook</c>, <c>slack</c>, <c>email</c> or <c>alertmanager</c>.</summary>
    public string Type { get; set; } = "";

    /// <summary>Where it is told. An incoming webhook of Slack's shape is a secret: put that into a file (<c>UrlFile</c>).</summary>
    public string Url { get; set; } = "";

    /// <summary>A file with the address, where it is a secret.</summary>
    public string UrlFile { get; set; } = "";

    /// <summary>Of a webhook: a file with the key that signs, at least 16 characters. Of an Alertmanager: a file with a bearer token; empty: none is sent.</summary>
    public string SecretFile { get; set; } = "";

    /// <summary>It may lie on this machine or in a private network. Addresses of the link and of clouds' metadata are refused even so.</summary>
    public bool AllowPrivate { get; set; }

    /// <summary><c>info</c>, <c>warning</c> or <c>critical</c>: what is less urgent is not told here.</summary>
    public string Minimum { get; set; } = "warning";

    /// <summary>Only these kinds: at-risk, degraded, missed, maintenance, hold, blind; empty: all.</summary>
    public List<string> Kinds { get; set; } = [];

    /// <summary>Only what concerns these bakers (name or address), or no single one; empty: all.</summary>
    public List<string> Bakers { get; set; } = [];

    /// <summary>Hours in which only critical things and rights at risk are told: <c>daily 22:00-07:00</c>; empty: none.</summary>
    public List<string> QuietHours { get; set; } = [];

    /// <summary>IANA zone of the quiet hours.</summary>
    public string Zone { get; set; } = "";

    /// <summary>After how long what still lasts is told again; empty: it isn't. Duration.</summary>
    public string RepeatEvery { get; set; } = "";

    /// <summary>Template of the title, in Liquid; empty: the built-in one.</summary>
    public string TitleTemplate { get; set; } = "";

    /// <summary>Template of the text, in Liquid; empty: the built-in one.</summary>
    public string TextTemplate { get; set; } = "";

    /// <summary>Of an e-mail channel: the server.</summary>
    public MailOptions Mail { get; set; } = new();

    /// <summary>Of an Alertmanager: matchers of the silence that is held while a maintenance is at work, like <c>instance=~"{node}.*"</c>; empty: none is held.</summary>
    public List<string> Silence { get; set; } = [];
}

/// <summary>The server that takes e-mail.</summary>
public sealed class MailOptions
{
    /// <summary>Its name.</summary>
    public string Host { get; set; } = "";

    /// <summary>Its port.</summary>
    public int Port { get; set; } = 587;

    /// <summary><c>starttls</c>, <c>tls</c> (from the first byte on, port 465) or <c>none</c>, which only a server on this machine may have.</summary>
    public string Security { get; set; } = "starttls";

    /// <summary>Who signs in there; empty: nobody.</summary>
    public string User { get; set; } = "";

    /// <summary>A file with his password.</summary>
    public string PasswordFile { get; set; } = "";

    /// <summary>The sender's address.</summary>
    public string From { get; set; } = "";

    /// <summary>To whom.</summary>
    public List<string> To { get; set; } = [];
}
