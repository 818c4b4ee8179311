using System.Reflection;
using System.Runtime.InteropServices;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Time;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Views;

/// <summary>What this process is, in short lines. No secret, and no address that may hold one.</summary>
public static class ProcessFacts
{
    /// <summary>One of them.</summary>
    /// <param name="Name">What.</param>
    /// <param name="Text">How it is.</param>
    /// <param name="Warns">Somebody should look at it.</param>
    public sealed record Fact(string Name, string Text, bool Warns = false);

    /// <summary>All of them.</summary>
    /// <param name="settings">What is in force.</param>
    /// <param name="world">The world.</param>
    /// <param name="leads">This replica acts.</param>
    /// <param name="certificateEnds">When the webhook's certificate runs out; null: there is none.</param>
    /// <param name="now">The present.</param>
    public static IReadOnlyList<Fact> Of(Settings settings, World world, bool leads, DateTimeOffset? certificateEnds, DateTimeOffset now) =>
    [
        new("Version", Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "not told"),
        new("Runs on", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}"),
        new("Configuration", "valid: it was checked as a whole at the start"),
        new("Network", settings.Network),
        new("Database", settings.Storage.Postgres ? "PostgreSQL: any number of replicas, one acts" : $"SQLite {settings.Storage.ConnectionString["Data Source=".Length..]}: one replica"),
        new("Replica", !settings.Storage.Postgres ? "alone with its database, so it acts" : leads ? "leads: it acts" : "follows: it answers, and another acts"),
        new("Cluster", settings.Cluster is null ? "none" : world.Cluster is { Connected: true } c ? $"seen, {c.Nodes.Count} nodes" : "out of reach", settings.Cluster is not null && world.Cluster is not { Connected: true }),
        new("Dialects", settings.Dialects.Count == 0 ? "none is spoken" : string.Join(", ", settings.Dialects.Select(d => d.Name))),
        Webhook(settings, certificateEnds, now),
        Clock(settings, world, now),
    ];

    private static Fact Webhook(Settings settings, DateTimeOffset? ends, DateTimeOffset now) => (settings.Webhook, ends) switch
    {
        (null, _) => new("Webhook", "none is served"),
        (_, null) => new("Webhook", "no certificate yet: the API server can’t ask it", true),
        (_, { } end) when end <= now => new("Webhook", $"its certificate ran out at {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC", true),
        (_, { } end) => new("Webhook", $"served; its certificate runs out at {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC, in {(end - now).TotalDays:0} days", end - now < TimeSpan.FromDays(7)),
    };

    // A block can't be seen before its time, so a head of the future means that this clock is late.
    private static Fact Clock(Settings settings, World world, DateTimeOffset now) => world.Chain is not { } chain
        ? new("Clock", "no head to hold it against yet")
        : (now - chain.Head.Timestamp) switch
        {
            var age when age < TimeSpan.Zero => new("Clock", $"late by {DurationText.Human(TimeSpan.FromSeconds(Math.Ceiling(-age.TotalSeconds)))} at least: the head is of a time that has not come here yet", age < -HeadTrust.Skew),
            var age => new("Clock", $"{(settings.Clock is null ? "" : "a fast clock, for rehearsals; ")}not late: the head is {DurationText.Human(TimeSpan.FromSeconds(Math.Floor(age.TotalSeconds)))} old"),
        };
}
