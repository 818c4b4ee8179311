using System.Net;
using System.Text.Json;
using BakeWindow.Core.Auditing;
using BakeWindow.Core.Wire;
using BakeWindow.Storage;
using BakeWindow.Tests.Cli;
using BakeWindow.Tests.Web;
using BakeWindow.Web.Recording;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BakeWindow.Tests.Recording;

/// <summary>Audit, decisions and ledger of the whole program: what is written, read over HTTP, shown, exported and verified from outside.</summary>
public sealed class RecordsTests : IAsyncLifetime
{
    private SimulatedChain chain = null!;
    private WebApp app = null!;
    private HttpClient http = null!;

    public async ValueTask InitializeAsync()
    {
        chain = await SimulatedChain.StartAsync();
        app = WebApp.Start(chain.SettingsWithCluster());
        http = new HttpClient { BaseAddress = app.Url };
        await app.UntilAsync(w => w.Chain is not null && w.Bakers[0].Rights?.Participation is not null && w.Cluster is { Connected: true } c && c.Pods.Count(p => p.Ready) == 4, "chain, rights and cluster");
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
        await chain.DisposeAsync();
    }

    [Fact]
    public async Task An_answer_is_recorded_shown_with_its_reckoning_and_decided_again()
    {
        using var asked = await http.GetAsync(new Uri("/api/v1/gate?node=node-3&for=12m&client=kured", UriKind.Relative));
        await app.Services.GetRequiredService<Decisions>().FlushAsync();
        var list = JsonSerializer.Deserialize(await http.GetStringAsync("/api/v1/decisions?node=node-3&client=kured"), WireJson.Plain.DecisionListDocument)!;
        var decision = Assert.Single(list.Decisions);
        var packed = (await app.Services.GetRequiredService<DecisionStore>().FindAsync(decision.Id, default))!.Value.Packed;
        TestContext.Current.TestOutputHelper?.WriteLine($"a packed decision has {packed.Length:N0} bytes, {PackedDecision.Json(packed).Length:N0} characters unpacked");
        Assert.InRange(packed.Length, 1, 64 * 1024);
        var one = JsonDocument.Parse(await http.GetStringAsync($"/api/v1/decisions/{decision.Id}")).RootElement;
        var page = WebUtility.HtmlDecode(await http.GetStringAsync($"/decisions/{decision.Id}"));

        Assert.True(one.GetProperty("holds").GetBoolean());
        Assert.Equal(decision.Message, one.GetProperty("decision").GetProperty("verdict").GetProperty("message").GetString());
        Assert.Contains("the same answer, in every figure and word", page, StringComparison.Ordinal);
        Assert.Contains("Arithmetic", page, StringComparison.Ordinal);
        Assert.Contains(decision.Message, page, StringComparison.Ordinal);
        Assert.Contains("There is no decision of this id", await http.GetStringAsync("/decisions/d-000000000000"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri("/api/v1/decisions/d-0", UriKind.Relative))).StatusCode);
        Assert.Contains($"/decisions/{decision.Id}", await http.GetStringAsync("/decisions?client=kured"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_audit_begins_with_the_configuration_pages_by_cursor_exports_and_verifies_from_outside_until_it_is_changed()
    {
        var audit = app.Services.GetRequiredService<AuditLog>();
        for (var i = 0; i < 1_203; i++)
        {
            await audit.AppendAsync(DateTimeOffset.UnixEpoch.AddSeconds(i), new AuditNote("test", i % 2 == 0 ? "=alice" : "bob", $"M-{i}", "why, \"then\""), default);
        }

        var page = JsonSerializer.Deserialize(await http.GetStringAsync("/api/v1/audit?kind=test&who=bob"), WireJson.Plain.AuditPageDocument)!;
        var older = JsonSerializer.Deserialize(await http.GetStringAsync($"/api/v1/audit?kind=test&who=bob&before={page.Next}"), WireJson.Plain.AuditPageDocument)!;
        Assert.Equal((100, 100), (page.Rows.Count, older.Rows.Count));
        Assert.True(older.Rows[0].Key < page.Rows[^1].Key);
        var first = JsonSerializer.Deserialize(await http.GetStringAsync("/api/v1/audit?kind=configuration-in-force"), WireJson.Plain.AuditPageDocument)!;
        Assert.Contains("configuration sha256:", Assert.Single(first.Rows).After, StringComparison.Ordinal);
        var none = JsonSerializer.Deserialize(await http.GetStringAsync("/api/v1/audit?kind=test&from=2001-01-01"), WireJson.Plain.AuditPageDocument)!;
        Assert.Equal("M-1202", none.Nearest!.Subject);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.GetAsync(new Uri("/api/v1/audit?from=soon", UriKind.Relative))).StatusCode);

        var csv = (await http.GetStringAsync("/api/v1/audit/export?kind=test&format=csv")).Split("\r\n");
        Assert.Equal(1 + 1_203 + 1, csv.Length);
        Assert.Contains(",'=alice,", csv[1], StringComparison.Ordinal);

        var (code, output, errors) = await VerifyAsync();
        Assert.True(code == 0, output + errors);
        var head = output.Split("Remember: ")[1].Trim();
        Assert.Equal(0, (await VerifyAsync("--head", head)).Code);
        Assert.Equal(64, (await VerifyAsync("--head", "nonsense")).Code);

        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, await http.GetStringAsync("/api/v1/audit/export?format=json"));
        Assert.Equal(0, (await Run.ItAsync("audit", "verify", "--file", file, "--head", head)).Code);
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("\"subject\":\"M-700\"", "\"subject\":\"M-701\"", StringComparison.Ordinal));
        var broken = await Run.ItAsync("audit", "verify", "--file", file, "--json");
        File.Delete(file);
        Assert.Equal(1, broken.Code);
        Assert.Contains("\"right\":false", broken.Out, StringComparison.Ordinal);

        await using (var db = await app.Services.GetRequiredService<IDbContextFactory<BakeWindowDb>>().CreateDbContextAsync())
        {
            await db.Database.ExecuteSqlRawAsync("UPDATE audit SET who = 'carol' WHERE subject = 'M-500'");
        }

        var changed = (await audit.FindAsync(new AuditQuestion(Who: "carol"), null, 1, default))[0].Key;
        (code, output, _) = await VerifyAsync();
        Assert.Equal(1, code);
        Assert.Contains($"BROKEN at row {changed:N0}", output, StringComparison.Ordinal);

        var html = WebUtility.HtmlDecode(await http.GetStringAsync("/audit?kind=test&who=bob"));
        Assert.Contains("Older rows", html, StringComparison.Ordinal);
        Assert.Contains("/maintenance/M-1201", html, StringComparison.Ordinal);
        Assert.Contains("It was left out", WebUtility.HtmlDecode(await http.GetStringAsync("/audit?from=soon")), StringComparison.Ordinal);
        Assert.Contains("nearest outside these times", await http.GetStringAsync("/audit?kind=test&from=2001-01-01"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_ledger_says_what_is_known_of_the_cycle_and_that_nothing_is_of_another()
    {
        var cycle = app.Board.Now.Chain!.Head.Cycle.Cycle;
        var ledger = JsonSerializer.Deserialize(await http.GetStringAsync("/api/v1/ledger"), WireJson.Plain.LedgerDocument)!;
        var page = WebUtility.HtmlDecode(await http.GetStringAsync("/ledger"));
        var past = WebUtility.HtmlDecode(await http.GetStringAsync("/ledger?cycle=3"));
        var csv = await http.GetStringAsync($"/api/v1/ledger?format=csv&cycle={cycle}");

        Assert.Equal((cycle.Value, true), (ledger.Cycle, ledger.Present));
        var account = Assert.Single(ledger.Bakers);
        Assert.Equal(chain.Baker, account.Baker);
        Assert.Equal(account.Rights.Count, account.Made + account.Missed + account.Stolen + account.Unknown);
        Assert.StartsWith("cycle,baker,level,round,fate", csv, StringComparison.Ordinal);
        Assert.Contains($"Ledger of cycle {cycle}", page, StringComparison.Ordinal);
        Assert.Contains("Our promises", page, StringComparison.Ordinal);
        Assert.Contains("Nothing is known of cycle 3", past, StringComparison.Ordinal);
        Assert.Contains($"The nearest with data is cycle {cycle}", past, StringComparison.Ordinal);
        Assert.Contains("is not declared here", WebUtility.HtmlDecode(await http.GetStringAsync("/ledger?b=nobody")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.GetAsync(new Uri("/api/v1/ledger?cycle=x", UriKind.Relative))).StatusCode);
    }

    private Task<(int Code, string Out, string Errors)> VerifyAsync(params string[] more) => Run.ItAsync(["audit", "verify", "--server", app.Url.ToString(), .. more]);
}
