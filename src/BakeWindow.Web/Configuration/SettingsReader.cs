using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Rights;

namespace BakeWindow.Web.Configuration;

/// <summary>Reads <see cref="BakeWindowOptions"/> into <see cref="Settings"/>, or says everything that is wrong at once.</summary>
public static partial class SettingsReader
{
    /// <summary>Reads the section <c>BakeWindow</c>.</summary>
    /// <exception cref="ConfigurationInvalidException">It has mistakes; all of them are named.</exception>
    public static Settings Read(IConfiguration configuration)
    {
        var complaints = new Complaints();
        return Read(OptionsReader.Read(configuration.GetSection("BakeWindow"), complaints), complaints);
    }

    /// <summary>Reads options that are typed already.</summary>
    /// <exception cref="ConfigurationInvalidException">They have mistakes; all of them are named.</exception>
    public static Settings Read(BakeWindowOptions options) => Read(options, new Complaints());

    private static Settings Read(BakeWindowOptions options, Complaints complaints)
    {
        var bakers = Bakers(options, complaints);
        var settings = new Settings
        {
            Network = options.Network.Name,
            ChainId = ChainId(options, complaints),
            Nodes = Nodes(options, complaints),
            Tzkt = Address("Network:Tzkt", options.Network.Tzkt, complaints),
            ReadEveryBlock = options.Network.ReadEveryBlock,
            Bakers = bakers,
            Cluster = Cluster(options, complaints),
            Workloads = Workloads(options, bakers, complaints),
            Dialects = DialectsReader.Read(options.Dialects),
            PrometheusUpstream = Address("Compat:Prometheus:Upstream", options.Compat.Prometheus.Upstream, complaints),
            Neighbours = NeighboursReader.Read(options, complaints),
            Webhook = WebhookReader.Read(options, complaints),
            KeepsHeldList = options.Webhook.HeldList,
            Policy = PolicyReader.Read(options.Policy, complaints),
            Storage = Storage(options, complaints),
            TicketKey = SecretFiles.TicketKey(options, complaints),
            ApiToken = SecretFiles.ApiToken(options, complaints),
            PagesFromAnywhere = PagesFromAnywhere(options, complaints),
            SignIn = SignInReader.Read(options, complaints),
            Reads = SignInReader.Reads(options, complaints),
            TicketKeyStays = options.Tickets.KeyFile.Length > 0,
            Channels = NotifyReader.Read(options, bakers, complaints),
            PublicUrl = Address("Notify:PublicUrl", options.Notify.PublicUrl, complaints) is { } pages ? new Uri(pages.AbsoluteUri.TrimEnd('/') + "/") : null,
            Clock = Clock(options, complaints),
        };

        if (options.Network.Nodes.Count == 0)
        {
            complaints.Add("Network:Nodes", null, "give at least one Tezos node, e.g. BakeWindow__Network__Nodes__0__Url=http://node:8732");
        }

        return complaints.All.Count == 0 ? settings : throw new ConfigurationInvalidException(complaints.All);
    }

    private static string? ChainId(BakeWindowOptions options, Complaints complaints)
    {
        if (options.Network.ChainId.Length == 0)
        {
            return null;
        }

        if (!options.Network.ChainId.StartsWith("Net", StringComparison.Ordinal) || options.Network.ChainId.Length != 15)
        {
            complaints.Add("Network:ChainId", options.Network.ChainId, "a chain id starts with Net and has 15 characters (mainnet: NetXdQprcVkpaWU)");
        }

        return options.Network.ChainId;
    }

    private static List<TezosAddress> Nodes(BakeWindowOptions options, Complaints complaints)
    {
        var nodes = new List<TezosAddress>();
        for (var i = 0; i < options.Network.Nodes.Count; i++)
        {
            var node = options.Network.Nodes[i];
            if (node.Url.Length == 0)
            {
                complaints.Add($"Network:Nodes:{i}:Url", null, "write the node's RPC address, e.g. http://node:8732");
            }
            else if (Address($"Network:Nodes:{i}:Url", node.Url, complaints) is { } url)
            {
                nodes.Add(new TezosAddress(node.Name.Length > 0 ? node.Name : $"{url.Host}:{url.Port}", url, node.Rights));
            }
        }

        foreach (var twice in nodes.GroupBy(n => n.Name).Where(g => g.Count() > 1))
        {
            complaints.Add("Network:Nodes", twice.Key, "two nodes bear this name; give each its own");
        }

        return nodes;
    }

    private static List<DeclaredBaker> Bakers(BakeWindowOptions options, Complaints complaints)
    {
        var bakers = new List<DeclaredBaker>();
        if (options.Bakers.Count == 0)
        {
            complaints.Add("Bakers", null, "declare at least one baker, e.g. BakeWindow__Bakers__0__Address=tz1…");
        }

        for (var i = 0; i < options.Bakers.Count; i++)
        {
            var baker = options.Bakers[i];
            var node = Address($"Bakers:{i}:NodeUrl", baker.NodeUrl, complaints);
            var dal = Address($"Bakers:{i}:DalUrl", baker.DalUrl, complaints);
            var signers = SignerSettings.Read($"Bakers:{i}", baker, complaints);
            if (!BakerAddress.TryParse(baker.Address, out var address, out var error))
            {
                complaints.Add($"Bakers:{i}:Address", baker.Address, error);
            }
            else if (bakers.Exists(b => b.Address == address || (baker.Name.Length > 0 && b.Name == baker.Name)))
            {
                complaints.Add($"Bakers:{i}", baker.Name.Length > 0 ? baker.Name : baker.Address, "this name or address is declared twice; keep one");
            }
            else
            {
                bakers.Add(new DeclaredBaker(baker.Name.Length > 0 ? baker.Name : address.Value, address, node, signers, SignerKey(i, baker, complaints), baker.SignerKey.Length > 0) { DalUrl = dal });
            }
        }

        return bakers;
    }

    private static string SignerKey(int index, BakeWindowOptions.BakerOptions baker, Complaints complaints)
    {
        if (baker.SignerKey.Length > 0 && !BakerAddress.TryParse(baker.SignerKey, out _, out var error))
        {
            complaints.Add($"Bakers:{index}:SignerKey", baker.SignerKey, error);
        }

        return baker.SignerKey.Length > 0 ? baker.SignerKey : baker.Address;
    }

    private static DeclaredCluster? Cluster(BakeWindowOptions options, Complaints complaints)
    {
        var cluster = options.Cluster;
        if (!cluster.Enabled)
        {
            return null;
        }

        if (cluster.Kubeconfig.Length > 0 && !File.Exists(cluster.Kubeconfig))
        {
            complaints.Add("Cluster:Kubeconfig", cluster.Kubeconfig, "there is no such file; give the path of a kubeconfig, or leave it empty inside a cluster");
        }

        if (!DnsName().IsMatch(cluster.Namespace))
        {
            complaints.Add("Cluster:Namespace", cluster.Namespace, "a namespace has lower-case letters, digits and dashes");
        }

        return new DeclaredCluster(NullIfEmpty(cluster.Kubeconfig), NullIfEmpty(cluster.Context), cluster.Namespace, NullIfEmpty(cluster.FailureDomainLabel), cluster.TakeUpDemand);
    }

    private static List<ProtectedWorkload> Workloads(BakeWindowOptions options, List<DeclaredBaker> bakers, Complaints complaints)
    {
        var workloads = new List<ProtectedWorkload>();
        for (var i = 0; i < options.Workloads.Count; i++)
        {
            var w = options.Workloads[i];
            var before = complaints.All.Count;
            var baker = bakers.Find(b => b.Name == w.Baker || b.Address.Value == w.Baker);
            if (baker is null)
            {
                complaints.Add($"Workloads:{i}:Baker", w.Baker, bakers.Count == 0 ? "declare the baker first, under Bakers" : $"name one of the declared bakers ({string.Join(", ", bakers.Select(b => b.Name))})");
            }

            if (!DnsName().IsMatch(w.Name) || workloads.Exists(other => other.Name == w.Name))
            {
                complaints.Add($"Workloads:{i}:Name", w.Name, "give a name of its own of lower-case letters, digits and dashes; its PodDisruptionBudget bears it");
            }

            if (!DnsName().IsMatch(w.Namespace))
            {
                complaints.Add($"Workloads:{i}:Namespace", w.Namespace, "write the namespace of its pods");
            }

            if (!LabelSelector.TryParse(w.Selector, out var selector, out var error))
            {
                complaints.Add($"Workloads:{i}:Selector", w.Selector, error);
            }

            if (!Enum.TryParse<WorkloadRole>(w.Role, ignoreCase: true, out var role) || int.TryParse(w.Role, CultureInfo.InvariantCulture, out _))
            {
                complaints.Add($"Workloads:{i}:Role", w.Role, $"write one of {string.Join(", ", Enum.GetNames<WorkloadRole>())}");
            }

            if (complaints.All.Count == before)
            {
                workloads.Add(new ProtectedWorkload { Name = w.Name, Baker = baker!.Address, Namespace = w.Namespace, Selector = selector, Role = role });
            }
        }

        if (options.Cluster.Enabled && options.Workloads.Count == 0)
        {
            complaints.Add("Workloads", null, "a cluster is configured but no workload is declared, so nothing in it would be protected; declare the baker's pods");
        }

        return workloads;
    }

    private static DeclaredStorage Storage(BakeWindowOptions options, Complaints complaints)
    {
        var storage = options.Storage;
        if (storage.KeepDays is < 1 or > 36_500)
        {
            complaints.Add("Storage:KeepDays", storage.KeepDays.ToString(CultureInfo.InvariantCulture), "write a number of days from 1 to 36500");
        }

        switch (storage.Provider.ToLowerInvariant())
        {
            case "sqlite":
                if (storage.File.Length == 0)
                {
                    complaints.Add("Storage:File", null, "write the path of the database file");
                }

                return new DeclaredStorage(Postgres: false, $"Data Source={storage.File}", storage.KeepDays);
            case "postgres" or "postgresql":
                if (storage.ConnectionString.Length == 0)
                {
                    complaints.Add("Storage:ConnectionString", null, "write PostgreSQL's connection string, e.g. Host=db;Database=bakewindow;Username=bakewindow");
                }

                return new DeclaredStorage(Postgres: true, storage.ConnectionString, storage.KeepDays);
            default:
                complaints.Add("Storage:Provider", storage.Provider, "write sqlite or postgres");
                return new DeclaredStorage(Postgres: false, "", storage.KeepDays);
        }
    }

    private static bool PagesFromAnywhere(BakeWindowOptions options, Complaints complaints)
    {
        if (options.Api.PagesFrom is not ("" or "here" or "anywhere"))
        {
            complaints.Add("Api:PagesFrom", options.Api.PagesFrom, "write here (this machine only) or anywhere (an authenticating proxy stands in front)");
        }

        return options.Api.PagesFrom == "anywhere";
    }

    private static (DateTimeOffset, DateTimeOffset, double)? Clock(BakeWindowOptions options, Complaints complaints)
    {
        var clock = options.Clock;
        if (clock.WallOrigin.Length == 0)
        {
            return null;
        }

        var origin = Instant("Clock:WallOrigin", clock.WallOrigin, complaints);
        var start = Instant("Clock:Start", clock.Start, complaints);
        if (clock.Speed is not (> 0 and <= 1000))
        {
            complaints.Add("Clock:Speed", clock.Speed.ToString(CultureInfo.InvariantCulture), "write a number above 0 and at most 1000");
        }

        return (origin, start, clock.Speed);
    }

    internal static DateTimeOffset Instant(string setting, string text, Complaints complaints)
    {
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant))
        {
            return instant;
        }

        complaints.Add(setting, text, "write an instant like 2026-12-24T18:00:00Z");
        return DateTimeOffset.UnixEpoch;
    }

    internal static Uri? Address(string setting, string text, Complaints complaints)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url.AbsoluteUri.EndsWith('/') ? url : new UriBuilder(url) { Path = url.AbsolutePath + "/" }.Uri;
        }

        complaints.Add(setting, text, "write an address like http://host:8732");
        return null;
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DnsName();
}
