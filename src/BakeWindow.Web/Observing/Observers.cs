using BakeWindow.Tezos.Rights;
using BakeWindow.Tezos.Rpc;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Observing;

/// <summary>Puts the observers of chain and bakers into the host.</summary>
internal static class Observers
{
    // A rights call by cycle may take a node minutes; everything else is quick.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RightsPatience = TimeSpan.FromMinutes(3);

    /// <summary>Rights are read up to this round, unless policy holds more of them hard.</summary>
    public const int UsualRounds = 2;

    public static void AddObservers(this IServiceCollection services, Settings settings)
    {
        var http = TezosHttp.Create();
        // Time-outs are about the wire, so they run by the real clock, also in a rehearsal whose chain runs fast.
        NodeRpc Node(TezosAddress n, TimeSpan patience) => new(http, n.Url, n.Name, TimeProvider.System, patience);

        IReadOnlyList<NodeRpc> nodes = [.. settings.Nodes.Select(n => Node(n, Patience))];
        var marked = settings.Nodes.Any(n => n.Rights) ? settings.Nodes.Where(n => n.Rights) : settings.Nodes.TakeLast(1);
        List<IRightsSource> rights = [.. marked.Select(n => new NodeRights(Node(n, RightsPatience)))];
        if (settings.Tzkt is { } tzkt)
        {
            rights.Add(new TzktRights(http, tzkt, "TzKT", TimeProvider.System, RightsPatience));
        }

        var horizon = new HorizonReader(rights, Math.Max(UsualRounds, settings.Policy.HardRounds), settings.Policy.SettleLevels);
        services.AddSingleton(http);
        services.AddSingleton(nodes);
        services.AddSingleton(horizon);
        services.AddSingleton(new BakerReader(nodes, horizon, rights));
        services.AddSingleton(new PastRights(rights, Math.Max(UsualRounds, settings.Policy.HardRounds)));
        services.AddSingleton<BakerObserver>();
        services.AddHostedService<ChainObserver>();
        services.AddHostedService<AttestationObserver>();
        services.AddSingleton<HealthBook>();
        services.AddHostedService<NodeObserver>();
        services.AddHostedService<PodTroubleObserver>();
        services.AddHostedService<VolumeSync>();
        services.AddHostedService<SignerObserver>();
        services.AddSingleton<OutcomeObserver>();
        services.AddHostedService(p => p.GetRequiredService<OutcomeObserver>());
        services.AddHostedService<CycleObserver>();
        services.AddHostedService<RewardsObserver>();
    }
}
