using BakeWindow.Core.Secrets;
using BakeWindow.Storage;
using BakeWindow.Tests.Web;
using BakeWindow.Web.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace BakeWindow.Tests.Access;

/// <summary>One for all tests of a class.</summary>
public sealed class SharedGatehouse : IAsyncLifetime
{
    internal Gatehouse House { get; private set; } = null!;

    public async ValueTask InitializeAsync() => House = await Gatehouse.OpenAsync();

    public ValueTask DisposeAsync() => House.DisposeAsync();
}

/// <summary>A BakeWindow at which people sign in, its provider, and a clock for sessions and tokens that tests move.</summary>
internal sealed class Gatehouse : IAsyncDisposable
{
    public const string Password = "canary correct horse battery";
    public const string Configured = "canary-configured-token-0123456789";

    private readonly string folder = Directory.CreateTempSubdirectory("bakewindow-access-").FullName;
    private readonly (string, string)[] more;

    private Gatehouse(TestProvider provider, (string, string)[] more)
    {
        (Provider, this.more) = (provider, more);
        File.WriteAllText(Path.Combine(folder, "client"), TestProvider.Secret + "\n");
        File.WriteAllText(Path.Combine(folder, "password"), PasswordHash.Of(Password, new byte[16]).ToString());
        File.WriteAllText(Path.Combine(folder, "ticket"), Convert.ToBase64String(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray()));
        File.WriteAllText(Path.Combine(folder, "token"), Configured);
        App = Start();
    }

    public TestProvider Provider { get; }

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.UtcNow);

    public WebApp App { get; private set; }

    public AccessBook Book => App.Services.GetRequiredService<AccessBook>();

    /// <summary>All that is in the files of database and configuration, as they are now.</summary>
    public string DatabaseFile => Path.Combine(folder, "shared.db");

    public List<string> Logs { get; } = [];

    public static async Task<Gatehouse> OpenAsync(params (string, string)[] more) => new(await TestProvider.StartAsync(), more);

    /// <summary>One more replica on the same database.</summary>
    public WebApp Start() => WebApp.Start(
        services =>
        {
            services.AddSingleton(new AccessClock(Clock));
            services.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(new KeptLogs(Logs));
        },
        [
            ("Network:Nodes:0:Url", "http://127.0.0.1:1"), ("Bakers:0:Address", "tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq"), ("Storage:File", DatabaseFile),
            ("Tickets:KeyFile", Path.Combine(folder, "ticket")), ("Api:TokenFile", Path.Combine(folder, "token")),
            ("SignIn:Authority", Provider.Url), ("SignIn:ClientId", TestProvider.Client), ("SignIn:ClientSecretFile", Path.Combine(folder, "client")),
            ("SignIn:Groups:0:Group", "lookers"), ("SignIn:Groups:0:Role", "Viewer"),
            ("SignIn:Groups:1:Group", "bakers"), ("SignIn:Groups:1:Role", "Operator"),
            ("SignIn:Groups:2:Group", "leads"), ("SignIn:Groups:2:Role", "Approver"),
            ("SignIn:Groups:3:Group", "owners"), ("SignIn:Groups:3:Role", "Admin"),
            ("SignIn:Emergency:Name", "night"), ("SignIn:Emergency:PasswordFile", Path.Combine(folder, "password")),
            .. more,
        ]);

    /// <summary>Stops it and starts it again.</summary>
    public async Task RestartAsync()
    {
        await App.DisposeAsync();
        App = Start();
    }

    /// <summary>A browser in which somebody of these groups has signed in.</summary>
    public async Task<TestBrowser> SignedInAsync(string name, params string[] groups)
    {
        Provider.Person = ("sub-" + name, name, groups);
        var browser = new TestBrowser(App.Url);
        var (answer, _) = await browser.SignInAsync();
        using (answer)
        {
            Assert.Equal("/now", answer.Headers.Location?.OriginalString);
        }

        return browser;
    }

    /// <summary>A token, as it is sent; good unless said otherwise.</summary>
    public async Task<string> TokenAsync(string scopes, bool expired = false, bool revoked = false, params string[] nodes)
    {
        var text = TokenText.New(AccessBook.ApiKind);
        var store = App.Services.GetRequiredService<TokenStore>();
        var now = Clock.GetUtcNow();
        await store.AddAsync(new KeptToken(text.Id, text.Kind, "ci", "ak", text.Hash(), scopes.Split(' '), nodes, now.AddDays(-100), expired ? now.AddSeconds(-1) : now.AddDays(90)), CancellationToken.None);
        if (revoked)
        {
            await store.RevokeAsync(text.Id, "ak", now, CancellationToken.None);
        }

        await Book.LookAsync(CancellationToken.None);
        return text.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Provider.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
