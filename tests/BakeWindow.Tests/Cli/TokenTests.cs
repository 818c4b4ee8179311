using System.Text.Json;
using BakeWindow.Core.Secrets;
using BakeWindow.Core.Wire;
using BakeWindow.Tests.Tezos;
using Microsoft.AspNetCore.Http;

namespace BakeWindow.Tests.Cli;

public sealed class TokenTests : IAsyncLifetime
{
    private const string Secret = "bw_api_0123456789_secret";

    private static readonly TokenDocument Document = new("0123456789", "ci", "ak", ["ask"], ["node-1"], Run.Now, Run.Now.AddDays(90), null, null, null, null);

    private readonly string folder = Directory.CreateTempSubdirectory("bakewindow-cli-").FullName;
    private FakeNode server = null!;
    private string authorization = "";
    private string body = "";

    public async ValueTask InitializeAsync() => server = await FakeNode.StartAsync();

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_token_is_made_with_another_and_written_to_a_file_of_this_user_alone()
    {
        Answer("/api/v1/tokens", 201, JsonSerializer.Serialize(Document with { Token = Secret }, WireJson.Plain.TokenDocument));
        var (key, file) = (Path.Combine(folder, "api.token"), Path.Combine(folder, "ci.token"));
        await File.WriteAllTextAsync(key, "configured\n");

        var (code, output, errors) = await AskAsync("token", "make", "--name", "ci", "--scope", "ask,request", "--node", "node-1", "--days", "30", "--out", file, "--token-file", key);
        var (again, _, refusal) = await AskAsync("token", "make", "--name", "ci", "--scope", "ask", "--out", file);

        Assert.Equal((0, ""), (code, errors));
        Assert.Equal("Bearer configured", authorization);
        Assert.Equal("""{"name":"ci","scopes":["ask","request"],"nodes":["node-1"],"days":30}""", body);
        Assert.DoesNotContain(Secret, output, StringComparison.Ordinal);
        Assert.Equal(Secret, (await File.ReadAllTextAsync(file)).Trim());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        Assert.Equal(64, again);
        Assert.Contains("is there already", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_file_the_token_alone_is_on_standard_output()
    {
        Answer("/api/v1/tokens", 201, JsonSerializer.Serialize(Document with { Token = Secret }, WireJson.Plain.TokenDocument));

        var (_, output, errors) = await AskAsync("token", "make", "--name", "ci", "--scope", "ask");

        Assert.Equal(Secret + "\n", output);
        Assert.Contains("shown this once", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_says_who_may_what_until_when()
    {
        Answer("/api/v1/tokens", 200, JsonSerializer.Serialize([Document, Document with { Id = "x", RevokedAt = Run.Now }], WireJson.Plain.IReadOnlyListTokenDocument));

        var (code, output, _) = await AskAsync("token", "list");

        Assert.Equal(0, code);
        Assert.Matches(@"0123456789\s+ci\s+ak\s+ask\s+node-1\s+never", output);
        Assert.Contains("revoked 2026", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gate", 401, 64, "--token-file names the file")]
    [InlineData("why", 403, 64, "may not do this")]
    [InlineData("windows", 401, 64, "--token-file names the file")]
    [InlineData("gate", 429, 69, "Wait as long")]
    public async Task A_refusal_ends_with_its_code_and_says_what_is_missing(string command, int status, int code, string says)
    {
        foreach (var path in new[] { "/api/v1/gate", "/api/v1/why", "/api/v1/windows" })
        {
            Answer(path, status, """{"title":"No","detail":"This takes the scope ask. Wait as long as Retry-After says."}""");
        }

        var (ended, output, errors) = await AskAsync(command);

        Assert.Equal((code, ""), (ended, output));
        Assert.Contains("takes the scope ask", errors, StringComparison.Ordinal);
        Assert.Contains(says, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gate")]
    [InlineData("why")]
    [InlineData("windows")]
    [InlineData("rights")]
    [InlineData("audit")]
    [InlineData("dialects")]
    [InlineData("signers")]
    [InlineData("maintenance list")]
    public async Task Every_question_brings_the_token(string command)
    {
        foreach (var path in new[] { "gate", "why", "windows", "rights", "bypasses", "dialects", "signers", "maintenances" })
        {
            Answer("/api/v1/" + path, 401, "{}");
        }

        var file = Path.Combine(folder, "t");
        await File.WriteAllTextAsync(file, "bw_api_x\n");

        await AskAsync([.. command.Split(' '), "--token-file", file]);

        Assert.Equal("Bearer bw_api_x", authorization);
    }

    [Theory]
    [InlineData("correct horse battery staple", 0)]
    [InlineData("short", 64)]
    [InlineData(null, 64)]
    public async Task A_password_becomes_a_line_for_a_file(string? typed, int code)
    {
        var run = new Run { Typed = typed };

        Assert.Equal(code, await run.StartAsync("password"));
        if (code == 0)
        {
            Assert.True(PasswordHash.TryParse(run.Out, out var hash, out _));
            Assert.True(hash!.Fits(typed!));
        }
        else
        {
            Assert.Empty(run.Out);
        }

        Assert.DoesNotContain(typed ?? "none", run.Errors + run.Out, StringComparison.Ordinal);
    }

    private Task<(int Code, string Out, string Errors)> AskAsync(params string[] args) => Run.ItAsync([.. args, "--server", server.Address.ToString()]);

    private void Answer(string path, int status, string text) => server.Answer(path, async (HttpContext context) =>
    {
        authorization = context.Request.Headers.Authorization.ToString();
        using var reader = new StreamReader(context.Request.Body);
        body = await reader.ReadToEndAsync();
        (context.Response.StatusCode, context.Response.ContentType) = (status, "application/json");
        await context.Response.WriteAsync(text);
    });
}
