using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace BakeWindow.Web.Configuration.InForce;

/// <summary>Which settings are in force, and who said each. Pure: follows from the configuration it is given.</summary>
internal static class SettingsInForce
{
    private const string Root = "BakeWindow";

    /// <summary>One setting as it stands.</summary>
    /// <param name="Key">Which.</param>
    /// <param name="Path">With the number of its entry.</param>
    /// <param name="Value">What holds, as far as it may be shown; empty: nothing.</param>
    /// <param name="Source">Who said it; <c>default</c>: nobody.</param>
    public sealed record Setting(SettingKeys.Key Key, string Path, string Value, string Source)
    {
        /// <summary>True when somebody set it.</summary>
        public bool IsSet => Source != "default";
    }

    /// <summary>Every setting: those of lists once for each entry, and once by name where there is none.</summary>
    public static IReadOnlyList<Setting> Of(IConfigurationRoot configuration) => [.. SettingKeys.All.SelectMany(k => Expanded(configuration, k))];

    /// <summary>What is set, path by path, with values as they are: for comparing, never for showing.</summary>
    public static IReadOnlyDictionary<string, string> Flat(IConfiguration configuration) => configuration.GetSection(Root).AsEnumerable(makePathsRelative: true)
        .Where(p => p.Value is not null).ToDictionary(p => p.Key, p => p.Value!, StringComparer.OrdinalIgnoreCase);

    /// <summary>The key of a path; null when there is no such setting.</summary>
    public static SettingKeys.Key? KeyOf(string path)
    {
        var shape = string.Join(':', path.Split(':').Select(p => p.Length > 0 && p.All(char.IsAsciiDigit) ? "n" : p));
        return SettingKeys.All.FirstOrDefault(k => k.Path.Equals(shape, StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<Setting> Expanded(IConfigurationRoot configuration, SettingKeys.Key key)
    {
        var paths = Paths(configuration, key.Path).ToList();
        if (paths.Count == 0)
        {
            yield return new Setting(key, key.Path, "", "default");
        }

        foreach (var path in paths)
        {
            var (value, source) = Find(configuration, $"{Root}:{path}");
            yield return new Setting(key, path, SettingKeys.Shown(key, value ?? key.Default), source);
        }
    }

    private static IEnumerable<string> Paths(IConfiguration configuration, string path)
    {
        var at = path.IndexOf(":n", StringComparison.Ordinal);
        while (at >= 0 && at + 2 < path.Length && path[at + 2] != ':')
        {
            at = path.IndexOf(":n", at + 2, StringComparison.Ordinal);
        }

        return at < 0 ? [path] : configuration.GetSection($"{Root}:{path[..at]}").GetChildren()
            .Where(c => int.TryParse(c.Key, System.Globalization.CultureInfo.InvariantCulture, out _))
            .SelectMany(c => Paths(configuration, $"{path[..at]}:{c.Key}{path[(at + 2)..]}"));
    }

    private static (string? Value, string Source) Find(IConfigurationRoot configuration, string key)
    {
        foreach (var provider in configuration.Providers.Reverse())
        {
            if (provider.TryGet(key, out var value))
            {
                return (value, NameOf(provider, key));
            }
        }

        return (null, "default");
    }

    private static string NameOf(IConfigurationProvider provider, string key) => provider switch
    {
        JsonConfigurationProvider json => $"file {Path.GetFileName(json.Source.Path)}",
        EnvironmentVariablesConfigurationProvider => $"environment {key.Replace(":", "__", StringComparison.Ordinal)}",
        CommandLineConfigurationProvider => "command line",
        _ => "the host",
    };
}
