namespace BakeWindow.Web.Configuration;

/// <summary>How people sign in. Without an authority and without an emergency account there is no sign-in, and pages are for this machine only.</summary>
public sealed class SignInOptions
{
    /// <summary>Address of the OpenID Connect provider, under which <c>/.well-known/openid-configuration</c> lies; empty: none.</summary>
    public string Authority { get; set; } = "";

    /// <summary>As the provider calls BakeWindow.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>A file with the client's secret; empty: a public client (PKCE is used either way).</summary>
    public string ClientSecretFile { get; set; } = "";

    /// <summary>What the button says after "Continue with".</summary>
    public string Label { get; set; } = "company account";

    /// <summary>Scopes beside <c>openid</c>; none: <c>profile</c>.</summary>
    public List<string> Scopes { get; set; } = [];

    /// <summary>The claim that names a person in the audit.</summary>
    public string NameClaim { get; set; } = "preferred_username";

    /// <summary>The claim that lists a person's groups.</summary>
    public string GroupsClaim { get; set; } = "groups";

    /// <summary>Which group has which role. The highest counts; who is in none of them has no role.</summary>
    public List<GroupOptions> Groups { get; set; } = [];

    /// <summary>A session ends when nothing was done for so long; at most an hour.</summary>
    public string Idle { get; set; } = "1h";

    /// <summary>A session ends after so long, whatever is done; at most 12 hours.</summary>
    public string Whole { get; set; } = "12h";

    /// <summary>Show on the sign-in page whether the gate answers and how old its head is.</summary>
    public bool AllowHealthBeforeSignIn { get; set; }

    /// <summary>How many pages of one person may be live at once; further ones are shown, but don't draw themselves anew.</summary>
    public int MostCircuits { get; set; } = 5;

    /// <summary>Proxies (addresses, or networks like <c>10.0.0.0/8</c>) whose word about caller and https is believed.</summary>
    public List<string> KnownProxies { get; set; } = [];

    /// <summary>The account for the day on which the provider is down.</summary>
    public EmergencyOptions Emergency { get; set; } = new();

    /// <summary>One group.</summary>
    public sealed class GroupOptions
    {
        /// <summary>As the provider calls it.</summary>
        public string Group { get; set; } = "";

        /// <summary><c>Viewer</c>, <c>Operator</c>, <c>Approver</c> or <c>Admin</c>.</summary>
        public string Role { get; set; } = "";
    }

    /// <summary>An account of BakeWindow's own.</summary>
    public sealed class EmergencyOptions
    {
        /// <summary>Its name; empty: there is none.</summary>
        public string Name { get; set; } = "";

        /// <summary>A file with the hash of its password, as <c>bakewindow password</c> prints it.</summary>
        public string PasswordFile { get; set; } = "";

        /// <summary>Its role.</summary>
        public string Role { get; set; } = "Admin";
    }
}
