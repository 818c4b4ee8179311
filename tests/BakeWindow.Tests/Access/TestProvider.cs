using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BakeWindow.Tests.Access;

/// <summary>An OpenID Connect provider of its own, with real signatures: honest unless a test twists what it answers.</summary>
internal sealed class TestProvider : IAsyncDisposable
{
    public const string Client = "bakewindow-test";
    public const string Secret = "canary-client-secret-5f1d0c9e7b";

    private readonly ConcurrentDictionary<string, Asked> codes = new(StringComparer.Ordinal);
    private readonly WebApplication app;

    private TestProvider(WebApplication app) => this.app = app;

    public string Url { get; private set; } = "";

    public RsaSecurityKey Key { get; } = new(RSA.Create(2048)) { KeyId = "k1" };

    /// <summary>Who signs in next.</summary>
    public (string Sub, string Name, object Groups) Person { get; set; } = ("u1", "ak", new[] { "bakers" });

    /// <summary>Makes another id token out of the honest claims.</summary>
    public Func<Dictionary<string, object>, string>? IdToken { get; set; }

    /// <summary>Answers the token call in another way.</summary>
    public Func<HttpContext, Task>? TokenAnswer { get; set; }

    /// <summary>What the person's info says beside the honest.</summary>
    public Action<JsonObject>? UserInfo { get; set; }

    /// <summary>Secrets that it gave out, which nobody must keep or log.</summary>
    public ConcurrentBag<string> Given { get; } = [];

    public static async Task<TestProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var made = builder.Build();
        var provider = new TestProvider(made);
        provider.Map();
        await made.StartAsync();
        provider.Url = made.Urls.First();
        return provider;
    }

    /// <summary>Makes it honest again.</summary>
    public void Straighten() => (IdToken, TokenAnswer, UserInfo) = (null, null, null);

    /// <summary>Signs claims as a provider does.</summary>
    public static string Sign(IDictionary<string, object> claims, SecurityKey key, string algorithm) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor { Claims = claims, SigningCredentials = new SigningCredentials(key, algorithm) });

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private void Map()
    {
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new JsonObject
        {
            ["issuer"] = Url, ["authorization_endpoint"] = Url + "/authorize", ["token_endpoint"] = Url + "/token", ["userinfo_endpoint"] = Url + "/userinfo", ["jwks_uri"] = Url + "/jwks",
            ["response_types_supported"] = new JsonArray("code"), ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        }));
        app.MapGet("/jwks", () =>
        {
            var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(Key.Rsa.ExportParameters(false)) { KeyId = Key.KeyId });
            return Results.Json(new JsonObject { ["keys"] = new JsonArray(new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = key.Kid, ["n"] = key.N, ["e"] = key.E }) });
        });
        app.MapGet("/authorize", (HttpContext http) =>
        {
            var query = http.Request.Query;
            var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            codes[code] = new Asked(query["nonce"].ToString(), query["code_challenge"].ToString(), query["redirect_uri"].ToString(), query["code_challenge_method"] == "S256" && query["response_type"] == "code");
            Given.Add(code);
            return Results.Redirect($"{query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(query["state"].ToString())}");
        });
        app.MapPost("/token", TokenAsync);
        app.MapGet("/userinfo", () =>
        {
            var info = new JsonObject { ["sub"] = Person.Sub };
            UserInfo?.Invoke(info);
            return Results.Json(info);
        });
    }

    private async Task TokenAsync(HttpContext http)
    {
        if (TokenAnswer is { } other)
        {
            await other(http);
            return;
        }

        var form = await http.Request.ReadFormAsync();
        // Once each, by the right client, to the right address, with the verifier of the challenge.
        if (!codes.TryRemove(form["code"].ToString(), out var asked) || form["client_id"] != Client || form["client_secret"] != Secret || form["redirect_uri"] != asked.Redirect || !asked.IsRight
            || Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != asked.Challenge)
        {
            http.Response.StatusCode = 400;
            await http.Response.WriteAsJsonAsync(new JsonObject { ["error"] = "invalid_grant" });
            return;
        }

        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = Url, ["aud"] = Client, ["sub"] = Person.Sub, ["preferred_username"] = Person.Name, ["groups"] = Person.Groups, ["nonce"] = asked.Nonce, ["iat"] = now, ["nbf"] = now, ["exp"] = now + 300,
        };
        var token = IdToken?.Invoke(claims) ?? Sign(claims, Key, SecurityAlgorithms.RsaSha256);
        var access = "canary-access-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        Given.Add(token);
        Given.Add(access);
        await http.Response.WriteAsJsonAsync(new JsonObject { ["access_token"] = access, ["token_type"] = "Bearer", ["id_token"] = token, ["expires_in"] = 300 });
    }

    private sealed record Asked(string Nonce, string Challenge, string Redirect, bool IsRight);
}
