using BakeWindow.Web.Configuration.InForce;
using BakeWindow.Web.Views;
using Microsoft.Extensions.Configuration;

namespace BakeWindow.Tests.Web.Declared;

public sealed class SettingsInForceTests : IDisposable
{
    private const string Minimal = """{ "BakeWindow": { "Network": { "Nodes": [ { "Url": "http://node:8732" } ] }, "Bakers": [ { "Address": "tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq" } ], "Policy": { "HardRounds": 0 } } }""";

    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Fact]
    public void Every_setting_says_what_it_is_for() => Assert.Empty(SettingKeys.All.Where(k => k.What.Length < 4).Select(k => k.Path));

    [Fact]
    public void Every_key_of_the_guide_is_a_setting_that_is_shown()
    {
        var shown = SettingKeys.All.Select(k => k.Path).ToHashSet(StringComparer.Ordinal);

        Assert.Superset(new HashSet<string>(["Network:Nodes:n:Url", "Bakers:n:SignerKey", "Cluster:FailureDomainLabel", "Workloads:n:Selector", "Policy:MaxHold", "Policy:Freezes:n:Reason", "Dialects:ArgoCd:Projects:n", "Storage:KeepDays", "Tickets:KeyFile"], StringComparer.Ordinal), shown);
    }

    [Fact]
    public void Who_said_it_and_what_holds_otherwise_is_told_and_the_later_beats_the_earlier()
    {
        File.WriteAllText(file, Minimal);
        var configuration = new ConfigurationBuilder().AddJsonFile(file).AddCommandLine(["--BakeWindow:Policy:HardRounds=2"]).Build();

        var settings = SettingsInForce.Of(configuration).ToDictionary(s => s.Path);

        Assert.Equal(("2", "command line", true), settings["Policy:HardRounds"] is var h ? (h.Value, h.Source, h.IsSet) : default);
        Assert.Equal(($"file {Path.GetFileName(file)}", "http://node:8732/"), settings["Network:Nodes:0:Url"] is var u ? (u.Source, u.Value) : default);
        Assert.Equal(("default", "mainnet"), settings["Network:Name"] is var n ? (n.Source, n.Value) : default);
        Assert.Equal("1 min", settings["Policy:WarmUp"].Value);
        Assert.False(settings["Workloads:n:Name"].IsSet);
    }

    [Theory]
    [InlineData("Storage:ConnectionString", "Host=db;Password=hunter2", "set")]
    [InlineData("Network:Nodes:0:Url", "http://user:hunter2@node:8732/hunter2?key=hunter2", "http://node:8732/…")]
    [InlineData("Bakers:0:Signers:1:Url", "http://user:hunter2@signer:6732/", "http://signer:6732/…")]
    [InlineData("Bakers:0:Signers:1:Proxy:StatisticsUrl", "http://user:hunter2@proxy:8404/stats;csv", "http://proxy:8404/…")]
    [InlineData("Network:Tzkt", "hunter2", "set")]
    [InlineData("Tickets:KeyFile", "/run/secrets/ticket.key", "/run/secrets/ticket.key")]
    [InlineData("Api:TokenFile", "/run/secrets/api.token", "/run/secrets/api.token")]
    public void No_secret_is_ever_shown(string path, string value, string shown) => Assert.Equal(shown, SettingKeys.Shown(SettingsInForce.KeyOf(path)!, value));

    [Fact]
    public void A_file_that_has_not_changed_is_in_force()
    {
        File.WriteAllText(file, Minimal);

        Assert.IsType<FileState.AsRead>(new ConfigurationFile(file, []).Now);
        Assert.IsType<FileState.None>(new ConfigurationFile(null, []).Now);
    }

    [Fact]
    public void A_change_says_what_would_become_another_at_the_next_start()
    {
        File.WriteAllText(file, Minimal);
        var watched = new ConfigurationFile(file, ["--BakeWindow:Policy:Guard=2m"]);
        Assert.IsType<FileState.AsRead>(watched.Now);

        Write(Minimal.Replace("\"HardRounds\": 0", "\"HardRounds\": 1, \"Guard\": \"5m\"", StringComparison.Ordinal).Replace("node:8732", "hunter2@other:8732/hunter2", StringComparison.Ordinal));

        var changed = Assert.IsType<FileState.Changed>(watched.Now);
        // The guard is said by the command line, which beats the file.
        Assert.Equal([("Network:Nodes:0:Url", "http://node:8732/", "http://other:8732/…"), ("Policy:HardRounds", "0", "1")], changed.Changes.Select(c => (c.Path, c.Before, c.After)));
        Write(Minimal);
        Assert.IsType<FileState.AsRead>(watched.Now);
    }

    [Fact]
    public void A_file_that_can_t_be_used_any_more_says_what_and_in_which_line()
    {
        File.WriteAllText(file, Minimal);
        var watched = new ConfigurationFile(file, []);

        Write("{\n  \"BakeWindow\": {\n    \"Network\" }\n}");
        Assert.Equal(3, Assert.IsType<FileState.Invalid>(watched.Now).Line);

        Write(Minimal.Replace("HardRounds\": 0", "HardRounds\": 99", StringComparison.Ordinal));
        Assert.Contains(Assert.IsType<FileState.Invalid>(watched.Now).Complaints, c => c.Contains("HardRounds", StringComparison.Ordinal));

        File.Delete(file);
        Assert.IsType<FileState.Invalid>(watched.Now);
    }

    [Fact]
    public void A_section_that_is_none_is_named_and_this_process_is_shown_instead()
    {
        var view = SettingsView.From([], new FileState.None(), "polcy");

        Assert.Equal((SettingsView.Running, true), (view.Section, view.Notice!.Contains("polcy", StringComparison.Ordinal)));
        Assert.Equal("policy", SettingsView.From([], new FileState.None(), "Policy").Section);
        Assert.Null(SettingsView.From([], new FileState.None(), null).Notice);
        Assert.Equal("File can’t be used", SettingsView.From([], new FileState.Invalid("f", ["x"], 3), null).Title);
    }

    // A size of its own each time: two writes in one tick of the file system's clock would look the same.
    private void Write(string text) => File.WriteAllText(file, text + new string('\n', Random.Shared.Next(1, 500)));
}
