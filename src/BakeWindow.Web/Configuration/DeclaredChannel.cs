using BakeWindow.Core.Alerting;
using BakeWindow.Web.Notifying;

namespace BakeWindow.Web.Configuration;

/// <summary>A channel, read and checked. All kinds stand here.</summary>
public abstract record DeclaredChannel
{
    private DeclaredChannel()
    {
    }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Of what it tells.</summary>
    public required AlertRoute Route { get; init; }

    /// <summary>How it says it.</summary>
    public required NoticeTemplates Templates { get; init; }

    /// <summary>It may lie in a private network.</summary>
    public bool AllowPrivate { get; init; }

    /// <summary>What it is, for people; no address and no secret.</summary>
    public abstract string Kind { get; }

    /// <summary>A program that checks a signature.</summary>
    public sealed record Webhook(Uri Url, byte[] Key) : DeclaredChannel
    {
        /// <inheritdoc/>
        public override string Kind => "webhook";
    }

    /// <summary>An incoming webhook of Slack's shape, as Mattermost and others have it too.</summary>
    public sealed record Slack(Uri Url) : DeclaredChannel
    {
        /// <inheritdoc/>
        public override string Kind => "slack";
    }

    /// <summary>E-mail.</summary>
    public sealed record Mail(string Host, int Port, MailSecurity Security, string? User, string? Password, string From, IReadOnlyList<string> To) : DeclaredChannel
    {
        /// <inheritdoc/>
        public override string Kind => "e-mail";
    }

    /// <summary>An Alertmanager: it is told of alerts, and silences are held in it.</summary>
    public sealed record Alertmanager(Uri Url, string? Token, IReadOnlyList<SilenceMatcher> Silence) : DeclaredChannel
    {
        /// <inheritdoc/>
        public override string Kind => "alertmanager";
    }

    /// <summary>Not with what it holds: records print all they have, and this has secrets.</summary>
    public sealed override string ToString() => $"{Kind} {Name}";
}

/// <summary>How the way to a mail server is kept secret.</summary>
public enum MailSecurity
{
    /// <summary>It must change to TLS before anything is said.</summary>
    StartTls,

    /// <summary>TLS from the first byte on.</summary>
    Tls,

    /// <summary>Not at all; on this machine only.</summary>
    None,
}

/// <summary>One matcher of a silence.</summary>
/// <param name="Label">The label's name.</param>
/// <param name="Value">Its value, with {node} and {maintenance} in it.</param>
/// <param name="IsRegex">The value is a regular expression.</param>
/// <param name="IsEqual">It must match; false: it must not.</param>
public sealed record SilenceMatcher(string Label, string Value, bool IsRegex, bool IsEqual);
