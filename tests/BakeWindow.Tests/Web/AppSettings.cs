using BakeWindow.Web.Configuration;
using Microsoft.Extensions.Configuration;

namespace BakeWindow.Tests.Web;

/// <summary>Settings as a configuration file would say them.</summary>
internal static class AppSettings
{
    /// <summary>Reads keys below <c>BakeWindow:</c>.</summary>
    public static Settings Of(IEnumerable<(string Key, string Value)> settings) => SettingsReader.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>($"BakeWindow:{s.Key}", s.Value))).Build());
}
