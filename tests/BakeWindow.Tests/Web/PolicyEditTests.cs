using System.Text;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Time;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Rehearsing;
using BakeWindow.Web.Views;
using Microsoft.Extensions.Configuration;

namespace BakeWindow.Tests.Web;

public sealed class PolicyEditTests
{
    private static readonly Policy Today = new()
    {
        Hours = new AllowedHours(TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris"), [new WeeklySpan(new HashSet<DayOfWeek> { DayOfWeek.Monday, DayOfWeek.Friday }, new(22, 0), new(6, 0))]),
        Freezes = [new FreezePeriod(new TimeRange(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1)), "launch", "ak")],
    };

    public static TheoryData<string> Names => [.. PolicyField.All.Select(f => f.Name)];

    [Fact]
    public void Nothing_said_changes_nothing_and_what_is_in_force_is_no_change()
    {
        Assert.Equal(Today, Read([]).Edited);
        var same = Read(PolicyField.All.ToDictionary(f => f.Name, f => (string?)f.Text(Today)));
        Assert.Empty(same.Changes);
        Assert.Empty(same.Mistakes);
        Assert.Equal(Today, same.Edited);
        Assert.Empty(Read(new() { ["guard"] = "60s" }).Changes);
    }

    [Fact]
    public void A_change_is_read_and_everything_else_stays()
    {
        var edit = Read(new() { ["guard"] = "90s", ["hardRounds"] = "1", ["budgetPerMaintenance"] = "0.05" });

        Assert.Equal(Today with { Guard = TimeSpan.FromSeconds(90), HardRounds = 1, BudgetPerMaintenance = 0.05 }, edit.Edited);
        Assert.Equal(["budgetPerMaintenance", "guard", "hardRounds"], edit.Changes.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("guard", "soon", "15m")]
    [InlineData("hardRounds", "9", "round 2")]
    [InlineData("hardRounds", "one", "whole number")]
    [InlineData("budgetReserve", "1.5", "0 to 1")]
    [InlineData("acceptedBlocks", "1,5", "point")]
    [InlineData("hours", "Mon-Fri nine to five", "Mon-Fri 09:00-17:00")]
    [InlineData("zone", "Mars/Olympus", "IANA")]
    public void A_mistake_names_field_value_and_mend_and_the_value_in_force_stays(string name, string value, string mend)
    {
        var edit = Read(new() { [name] = value });

        Assert.Equal(Today, edit.Edited);
        Assert.Contains(value, edit.Mistakes[name], StringComparison.Ordinal);
        Assert.Contains(mend, edit.Mistakes[name], StringComparison.Ordinal);
    }

    [Fact]
    public void Hours_can_be_changed_and_taken_away()
    {
        var nights = Read(new() { ["hours"] = "daily 01:00-05:00; Sat 10:00-12:00" }).Edited.Hours!;
        Assert.Equal("Europe/Paris", nights.Zone.Id);
        Assert.Equal(2, nights.Spans.Count);
        Assert.Null(Read(new() { ["hours"] = "any" }).Edited.Hours);
        Assert.Equal("UTC", PolicyEdit.Read(new Policy(), 2, new Dictionary<string, string?> { ["hours"] = "daily 01:00-05:00" }).Edited.Hours!.Zone.Id);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_copied_is_read_back_as_what_was_rehearsed(string name)
    {
        var other = name switch
        {
            "hours" => "daily 01:00-05:00",
            "zone" => "America/New_York",
            "hardRounds" => "1",
            "settleLevels" => "3",
            "guard" or "warmUp" or "approvalLead" => "7m30s",
            _ => "0.25",
        };
        var edit = Read(new() { [name] = other });
        Assert.Equal([name], edit.Changes.Keys);

        var json = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(edit.Json()))).Build();
        var lines = new ConfigurationBuilder().AddInMemoryCollection(edit.Environment().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('=', 2)).Select(l => KeyValuePair.Create(l[0].Replace("__", ":", StringComparison.Ordinal), (string?)l[1]))).Build();
        foreach (var pasted in new[] { json, lines })
        {
            var complaints = new Complaints();
            var read = PolicyReader.Read(OptionsReader.Read(pasted.GetSection("BakeWindow"), complaints).Policy, complaints);
            Assert.Empty(complaints.All);
            var field = PolicyField.All.Single(f => f.Name == name);
            Assert.Equal(field.Text(edit.Edited), field.Text(read));
        }
    }

    [Fact]
    public void An_address_says_the_question_and_is_read_back_as_it()
    {
        var asked = new Dictionary<string, string?>(StringComparer.Ordinal) { ["guard"] = "90s", ["hours"] = "daily 01:00-05:00; Sat 10:00-12:00", ["cycles"] = "7", ["seed"] = "5", ["every"] = "2d", ["work"] = "made-up" };
        var query = WhatIfQuery.Read(Today, 2, asked);
        Assert.Empty(query.Notices);

        var url = WhatIfQuery.Url(query.Question);
        var back = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(url[url.IndexOf('?', StringComparison.Ordinal)..]).ToDictionary(p => p.Key, p => (string?)p.Value.ToString());

        Assert.Equal(url, WhatIfQuery.Url(WhatIfQuery.Read(Today, 2, back).Question));
        Assert.Equal((7, 5UL, TimeSpan.FromDays(2), true), (query.Question.Cycles, query.Question.Seed, query.Question.Synthetic.Every, query.Question.MadeUp));
        Assert.Equal("/whatif?cycles=10", WhatIfQuery.Url(WhatIfQuery.Read(Today, 2, new Dictionary<string, string?>()).Question));
    }

    [Theory]
    [InlineData("cycles", "31", "1 to 30")]
    [InlineData("cycles", "-1", "1 to 30")]
    [InlineData("seed", "x", "whole number")]
    [InlineData("every", "1s", "6h")]
    [InlineData("within", "later", "duration")]
    [InlineData("work", "all", "recorded")]
    public void What_is_wrong_in_an_address_is_repaired_and_named(string name, string value, string mend)
    {
        var query = WhatIfQuery.Read(Today, 2, new Dictionary<string, string?>(StringComparer.Ordinal) { [name] = value });

        Assert.Contains(mend, Assert.Single(query.Notices), StringComparison.Ordinal);
        Assert.Equal("/whatif?cycles=10", WhatIfQuery.Url(query.Question));
    }

    private static PolicyEdit Read(Dictionary<string, string?> wanted) => PolicyEdit.Read(Today, 2, wanted);
}
