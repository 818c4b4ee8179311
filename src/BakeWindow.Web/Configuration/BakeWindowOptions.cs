namespace BakeWindow.Web.Configuration;

/// <summary>The section <c>BakeWindow</c> as people write it: plain texts and numbers. <see cref="SettingsReader"/> turns it into <see cref="Settings"/> or into a list of everything that is wrong.</summary>
public sealed class BakeWindowOptions
{
    /// <summary>Where chain facts come from.</summary>
    public NetworkOptions Network { get; set; } = new();

    /// <summary>The bakers to protect.</summary>
    public List<BakerOptions> Bakers { get; set; } = [];

    /// <summary>The cluster; leave <c>Enabled</c> out to run without one.</summary>
    public ClusterOptions Cluster { get; set; } = new();

    /// <summary>Pods that belong to bakers.</summary>
    public List<WorkloadOptions> Workloads { get; set; } = [];

    /// <summary>Which neighbours hear the gate's answer in their own language.</summary>
    public DialectsOptions Dialects { get; set; } = new();

    /// <summary>Interfaces in the shape of somebody else's.</summary>
    public CompatOptions Compat { get; set; } = new();

    /// <summary>The admission webhook.</summary>
    public WebhookOptions Webhook { get; set; } = new();

    /// <summary>What is decided beforehand.</summary>
    public PolicyOptions Policy { get; set; } = new();

    /// <summary>Where state is kept.</summary>
    public StorageOptions Storage { get; set; } = new();

    /// <summary>How tickets are signed.</summary>
    public TicketOptions Tickets { get; set; } = new();

    /// <summary>Who may change something over the API.</summary>
    public ApiOptions Api { get; set; } = new();

    /// <summary>How people sign in.</summary>
    public SignInOptions SignIn { get; set; } = new();

    /// <summary>Whom BakeWindow tells of what.</summary>
    public NotifyOptions Notify { get; set; } = new();

    /// <summary>A clock that runs fast, for rehearsals against the simulator. Never set it against a real chain.</summary>
    public ClockOptions Clock { get; set; } = new();

    /// <summary>Sources of chain facts.</summary>
    public sealed class NetworkOptions
    {
        /// <summary>Its name, for people: <c>mainnet</c>.</summary>
        public string Name { get; set; } = "mainnet";

        /// <summary>The chain id that every source must tell; empty: the first answer is believed.</summary>
        public string ChainId { get; set; } = "";

        /// <summary>Tezos nodes, in order of preference.</summary>
        public List<NodeOptions> Nodes { get; set; } = [];

        /// <summary>Address of a TzKT API as a further source of rights; empty: none.</summary>
        public string Tzkt { get; set; } = "";

        /// <summary>Read the attestations of every block (about 100 kB each), and not of some.</summary>
        public bool ReadEveryBlock { get; set; }
    }

    /// <summary>One Tezos node.</summary>
    public sealed class NodeOptions
    {
        /// <summary>Its name on pages and in logs; empty: host and port.</summary>
        public string Name { get; set; } = "";

        /// <summary>Its RPC address.</summary>
        public string Url { get; set; } = "";

        /// <summary>Heavy rights calls go to nodes so marked; when none is, to the last one in the list.</summary>
        public bool Rights { get; set; }
    }

    /// <summary>One baker.</summary>
    public sealed class BakerOptions
    {
        /// <summary>Its name on pages; empty: the address.</summary>
        public string Name { get; set; } = "";

        /// <summary>tz1…, tz2…, tz3… or tz4….</summary>
        public string Address { get; set; } = "";

        /// <summary>RPC address of the node that this baker uses, to see whether it is in sync; empty: not looked at.</summary>
        public string NodeUrl { get; set; } = "";

        /// <summary>RPC address of the DAL node that this baker uses, to see how it does; empty: not looked at.</summary>
        public string DalUrl { get; set; } = "";

        /// <summary>Address of its remote signer, to see whether it answers: the short form of one entry of <see cref="Signers"/>; empty: not looked at.</summary>
        public string SignerUrl { get; set; } = "";

        /// <summary>Its remote signers, any of which can sign for it, with what stands on the way to each.</summary>
        public List<SignerOptions> Signers { get; set; } = [];

        /// <summary>Hash of the key that signs, where it is not the baker's own: its consensus key; empty: the address.</summary>
        public string SignerKey { get; set; } = "";
    }

    /// <summary>A remote signer and the way to it.</summary>
    public sealed class SignerOptions
    {
        /// <summary>Its name on pages; empty: signer-1, signer-2.</summary>
        public string Name { get; set; } = "";

        /// <summary>Where the baker asks for signatures: the signer itself, or the forwarder in front of it.</summary>
        public string Url { get; set; } = "";

        /// <summary>The HAProxy in front of it; leave its address empty for none.</summary>
        public ProxyOptions Proxy { get; set; } = new();

        /// <summary>Ports on the way, a tunnel's ends for instance, from the baker on.</summary>
        public List<HopOptions> Hops { get; set; } = [];
    }

    /// <summary>A HAProxy in front of signers.</summary>
    public sealed class ProxyOptions
    {
        /// <summary>Its name on pages; empty: proxy.</summary>
        public string Name { get; set; } = "";

        /// <summary>Address of its statistics as CSV.</summary>
        public string StatisticsUrl { get; set; } = "";

        /// <summary>The backend in which the signers are.</summary>
        public string Backend { get; set; } = "";
    }

    /// <summary>A port on the way.</summary>
    public sealed class HopOptions
    {
        /// <summary>Its name on pages; empty: its address.</summary>
        public string Name { get; set; } = "";

        /// <summary>host:port.</summary>
        public string Address { get; set; } = "";
    }

    /// <summary>The Kubernetes cluster.</summary>
    public sealed class ClusterOptions
    {
        /// <summary>False: no cluster; BakeWindow only answers about bakers.</summary>
        public bool Enabled { get; set; }

        /// <summary>Path of a kubeconfig; empty: in-cluster credentials.</summary>
        public string Kubeconfig { get; set; } = "";

        /// <summary>Context in the kubeconfig; empty: its current one.</summary>
        public string Context { get; set; } = "";

        /// <summary>BakeWindow's own namespace, where its Leases live.</summary>
        public string Namespace { get; set; } = "bakewindow";

        /// <summary>Node label whose value groups nodes that must not be disturbed together; empty: the whole cluster is one group.</summary>
        public string FailureDomainLabel { get; set; } = "";

        /// <summary>Take up reboot-needed marks of kured and FLUO as requests.</summary>
        public bool TakeUpDemand { get; set; } = true;
    }

    /// <summary>Pods that belong to a baker.</summary>
    public sealed class WorkloadOptions
    {
        /// <summary>A short DNS name; its PodDisruptionBudget bears it.</summary>
        public string Name { get; set; } = "";

        /// <summary>Name or address of the baker.</summary>
        public string Baker { get; set; } = "";

        /// <summary>Namespace of the pods.</summary>
        public string Namespace { get; set; } = "";

        /// <summary>Label selector of the pods.</summary>
        public string Selector { get; set; } = "";

        /// <summary>Baker, Node, Signer, Dal or Sentry.</summary>
        public string Role { get; set; } = "Baker";
    }

    /// <summary>Policy as text; see <see cref="Core.Planning.Policy"/> for what each means. Empty keeps the default.</summary>
    public sealed class PolicyOptions
    {
        /// <summary>Duration.</summary>
        public string WarmUp { get; set; } = "";

        /// <summary>Levels; 1…60.</summary>
        public int? SettleLevels { get; set; }

        /// <summary>0…7.</summary>
        public int? HardRounds { get; set; }

        /// <summary>Duration.</summary>
        public string Freeze { get; set; } = "";

        /// <summary>Duration.</summary>
        public string Guard { get; set; } = "";

        /// <summary>0…1.</summary>
        public double? BudgetPerMaintenance { get; set; }

        /// <summary>0…1.</summary>
        public double? BudgetReserve { get; set; }

        /// <summary>Expected blocks, from 0.</summary>
        public double? AcceptedBlocks { get; set; }

        /// <summary>Expected blocks, from 0.</summary>
        public double? MostBlocks { get; set; }

        /// <summary>Expected blocks, from 0.</summary>
        public double? ApprovedUpToBlocks { get; set; }

        /// <summary>0…1.</summary>
        public double? ApprovedUpToBudget { get; set; }

        /// <summary>Who may approve what.</summary>
        public ApprovalOptions Approval { get; set; } = new();

        /// <summary>Windowed or Ticketed.</summary>
        public string Access { get; set; } = "";

        /// <summary>Duration.</summary>
        public string ApprovalLead { get; set; } = "";

        /// <summary>Duration.</summary>
        public string RebootPatience { get; set; } = "";

        /// <summary>Duration.</summary>
        public string PoolSpacing { get; set; } = "";

        /// <summary>kured, fluo: neighbours that reboot in a window by themselves instead of being drained for.</summary>
        public List<string> ReleaseTo { get; set; } = [];

        /// <summary>For how long a floor may be held without a moment to open before that is an alarm; duration.</summary>
        public string MaxHold { get; set; } = "";

        /// <summary>What is looked at before anything is disturbed, and how much it weighs.</summary>
        public PreflightOptions Preflight { get; set; } = new();

        /// <summary>Evict pods with emptyDir volumes.</summary>
        public bool? LoseEmptyDir { get; set; }

        /// <summary>Median outage believed before there are runs; duration.</summary>
        public string PriorMedian { get; set; } = "";

        /// <summary>95th percentile believed before there are runs; duration.</summary>
        public string PriorP95 { get; set; } = "";

        /// <summary>Longest outage believed; duration.</summary>
        public string PriorCap { get; set; } = "";

        /// <summary>IANA zone of <see cref="Hours"/>.</summary>
        public string Zone { get; set; } = "";

        /// <summary>Allowed hours: <c>Mon-Fri 09:00-17:00</c>, <c>Sat,Sun 22:00-06:00</c>; empty: always.</summary>
        public List<string> Hours { get; set; } = [];

        /// <summary>Dates (yyyy-MM-dd) on which no allowed hours start.</summary>
        public List<string> ExcludedDates { get; set; } = [];

        /// <summary>Spans in which nothing is disturbed.</summary>
        public List<FreezeOptions> Freezes { get; set; } = [];
    }

    /// <summary>"Would it come back?": each check require, warn or ignore; empty keeps its default.</summary>
    public sealed class PreflightOptions
    {
        /// <summary>For how long the path to the key must have been well; duration.</summary>
        public string SignerWellFor { get; set; } = "";

        /// <summary>A node with fewer connections has few; 1…100.</summary>
        public int? PeersAtLeast { get; set; }

        /// <summary>By how many levels a node may be behind another source; 1…100.</summary>
        public int? MostLag { get; set; }

        /// <summary>The path to the key has been well for some time.</summary>
        public string SignerPath { get; set; } = "";

        /// <summary>The baker's own Tezos node is in sync.</summary>
        public string NodeInSync { get; set; } = "";

        /// <summary>That node has enough connections.</summary>
        public string Peers { get; set; } = "";

        /// <summary>Sentries that are not disturbed are Ready.</summary>
        public string Sentries { get; set; } = "";

        /// <summary>No storage wants an upgrade.</summary>
        public string StorageUpgrade { get; set; } = "";

        /// <summary>Images are there, or can be pulled.</summary>
        public string Image { get; set; } = "";

        /// <summary>Volumes can follow their pod.</summary>
        public string Volume { get; set; } = "";

        /// <summary>Pods find a node again.</summary>
        public string Schedulable { get; set; } = "";

        /// <summary>No second pod bakes with the same key.</summary>
        public string SingleBaker { get; set; } = "";
    }

    /// <summary>Who may approve what.</summary>
    public sealed class ApprovalOptions
    {
        /// <summary>Never, Always or AbovePrice: must the one who approves be another than the one who asked?</summary>
        public string FourEyes { get; set; } = "";

        /// <summary>With AbovePrice: from more expected blocks than this on.</summary>
        public double? FourEyesAboveBlocks { get; set; }
    }

    /// <summary>A span in which nothing is disturbed.</summary>
    public sealed class FreezeOptions
    {
        /// <summary>Start, ISO 8601 with offset or Z.</summary>
        public string From { get; set; } = "";

        /// <summary>End, ISO 8601 with offset or Z.</summary>
        public string To { get; set; } = "";

        /// <summary>Why.</summary>
        public string Reason { get; set; } = "";

        /// <summary>Whose.</summary>
        public string Owner { get; set; } = "configuration";
    }

    /// <summary>Where state is kept.</summary>
    public sealed class StorageOptions
    {
        /// <summary><c>sqlite</c> or <c>postgres</c>.</summary>
        public string Provider { get; set; } = "sqlite";

        /// <summary>File of the SQLite database.</summary>
        public string File { get; set; } = "bakewindow.db";

        /// <summary>Connection string of PostgreSQL.</summary>
        public string ConnectionString { get; set; } = "";

        /// <summary>Days for which ended maintenances and audit rows are kept.</summary>
        public int KeepDays { get; set; } = 400;
    }

    /// <summary>How tickets are signed.</summary>
    public sealed class TicketOptions
    {
        /// <summary>A file with at least 32 random bytes, as base64 or raw; shared with the agents. Empty: a new key at every start, so that an agent on another machine refuses every ticket.</summary>
        public string KeyFile { get; set; } = "";
    }

    /// <summary>Who may change something.</summary>
    public sealed class ApiOptions
    {
        /// <summary>A file with the bearer token that changing calls must bring; empty: changing calls are taken from this machine only.</summary>
        public string TokenFile { get; set; } = "";

        /// <summary><c>here</c>: pages are served to this machine only; <c>anywhere</c>: to all, because an authenticating proxy stands in front.</summary>
        public string PagesFrom { get; set; } = "here";

        /// <summary><c>open</c>: the gate and other readings answer everybody who reaches them; <c>signed</c>: a session or a token is needed; empty: open without a sign-in, signed with one.</summary>
        public string Reads { get; set; } = "";

        /// <summary><c>open</c> or <c>signed</c>: the metrics.</summary>
        public string Metrics { get; set; } = "open";

        /// <summary><c>open</c> or <c>signed</c>: what kured and FleetLock ask in their own protocols. They bring a token as the password of their URL.</summary>
        public string Compat { get; set; } = "open";

        /// <summary>How many questions to the gate one caller may put in a second.</summary>
        public int GatePerSecond { get; set; } = 1000;
    }

    /// <summary>A clock that runs fast.</summary>
    public sealed class ClockOptions
    {
        /// <summary>Real time at which it started, ISO 8601; empty: the real clock is used.</summary>
        public string WallOrigin { get; set; } = "";

        /// <summary>The time it showed then, ISO 8601.</summary>
        public string Start { get; set; } = "";

        /// <summary>Seconds per real second, above 0 to 1,000.</summary>
        public double Speed { get; set; } = 1;
    }
}
