namespace BakeWindow.Tests.Web;

/// <summary>One simulated chain, no cluster, and the real web process before it, for all tests of the API that only ask or are refused.</summary>
public sealed class ApiStage : IAsyncLifetime
{
    internal SimulatedChain Chain { get; private set; } = null!;

    internal WebApp App { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Chain = await SimulatedChain.StartAsync(turn: TimeSpan.FromMinutes(11));
        App = WebApp.Start(Chain.Settings());
        Http = new HttpClient { BaseAddress = App.Url };
        await App.UntilAsync(w => w.Chain is not null && w.Bakers is [{ Rights.Participation: not null }, ..], "a chain with the baker's rights and participation");
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        if (App is not null)
        {
            await App.DisposeAsync();
        }

        await Chain.DisposeAsync();
    }
}
