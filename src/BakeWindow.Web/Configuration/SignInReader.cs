using System.Globalization;
using System.Net;
using System.Text;
using BakeWindow.Core.Secrets;
using BakeWindow.Core.Time;
using BakeWindow.Web.Access;

namespace BakeWindow.Web.Configuration;

/// <summary>Reads how people sign in, and what is open without.</summary>
internal static class SignInReader
{
    private static readonly TimeSpan MostIdle = TimeSpan.FromHours(1);
    private static readonly TimeSpan MostWhole = TimeSpan.FromHours(12);
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);

    public static DeclaredSignIn? Read(BakeWindowOptions all, Complaints complaints)
    {
        var options = all.SignIn;
        if (options.Authority.Length == 0 && options.Emergency.Name.Length == 0)
        {
            if (options.ClientId.Length > 0 || options.Groups.Count > 0)
            {
                complaints.Add("SignIn:Authority", null, "a client or groups are declared, but no provider; write its address, e.g. https://login.example.org/realms/main");
            }

            return null;
        }

        if (all.Api.PagesFrom == "anywhere")
        {
            complaints.Add("Api:PagesFrom", "anywhere", "it says that somebody in front asks who people are, and SignIn says that BakeWindow does; leave one of them out");
        }

        if (options.MostCircuits is < 1 or > 100)
        {
            complaints.Add("SignIn:MostCircuits", options.MostCircuits.ToString(CultureInfo.InvariantCulture), "write a number from 1 to 100");
        }

        return new DeclaredSignIn
        {
            Provider = options.Authority.Length == 0 ? null : Provider(options, complaints),
            Emergency = options.Emergency.Name.Length == 0 ? null : Emergency(options.Emergency, complaints),
            Idle = Length("SignIn:Idle", options.Idle, MostIdle, complaints),
            Whole = Length("SignIn:Whole", options.Whole, MostWhole, complaints),
            HealthBefore = options.AllowHealthBeforeSignIn,
            MostCircuits = options.MostCircuits,
        };
    }

    public static DeclaredReads Reads(BakeWindowOptions all, Complaints complaints)
    {
        var signed = all.SignIn.Authority.Length > 0 || all.SignIn.Emergency.Name.Length > 0;
        if (all.Api.GatePerSecond is < 1 or > 1_000_000)
        {
            complaints.Add("Api:GatePerSecond", all.Api.GatePerSecond.ToString(CultureInfo.InvariantCulture), "write a number from 1 to 1000000");
        }

        return new DeclaredReads
        {
            Open = Open("Api:Reads", all.Api.Reads, !signed, complaints),
            OpenMetrics = Open("Api:Metrics", all.Api.Metrics, true, complaints),
            OpenCompat = Open("Api:Compat", all.Api.Compat, true, complaints),
            GatePerSecond = all.Api.GatePerSecond,
            Proxies = [.. all.SignIn.KnownProxies.Select((p, i) => Network($"SignIn:KnownProxies:{i}", p, complaints)).OfType<IPNetwork>()],
        };
    }

    private static bool Open(string setting, string text, bool otherwise, Complaints complaints)
    {
        if (text is not ("" or "open" or "signed"))
        {
            complaints.Add(setting, text, "write open (everybody who reaches it) or signed (a session or a token), or leave it out");
        }

        return text.Length == 0 ? otherwise : text == "open";
    }

    private static IPNetwork? Network(string setting, string text, Complaints complaints)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        }

        if (IPNetwork.TryParse(text, out var network))
        {
            return network;
        }

        complaints.Add(setting, text, "write a proxy's address, or a network like 10.244.0.0/16");
        return null;
    }

    private static DeclaredProvider? Provider(SignInOptions options, Complaints complaints)
    {
        if (!Uri.TryCreate(options.Authority, UriKind.Absolute, out var authority) || !(authority.Scheme == "https" || (authority.Scheme == "http" && authority.IsLoopback)) || authority.Query.Length > 0)
        {
            complaints.Add("SignIn:Authority", options.Authority, "write the provider's address with https, e.g. https://login.example.org/realms/main (http is taken for this machine only)");
            return null;
        }

        if (options.ClientId.Length == 0)
        {
            complaints.Add("SignIn:ClientId", null, "write the id under which the provider knows BakeWindow");
        }

        string? secret = null;
        if (options.ClientSecretFile.Length > 0 && SecretFiles.Read("SignIn:ClientSecretFile", options.ClientSecretFile, complaints) is { } bytes && (secret = Encoding.UTF8.GetString(bytes).Trim()).Length == 0)
        {
            complaints.Add("SignIn:ClientSecretFile", options.ClientSecretFile, "it is empty; put the client's secret in it, or leave the setting out for a public client");
        }

        var groups = new Dictionary<string, Role>(StringComparer.Ordinal);
        foreach (var (group, i) in options.Groups.Select((g, i) => (g, i)))
        {
            if (group.Group.Length == 0 || !groups.TryAdd(group.Group, RoleOf($"SignIn:Groups:{i}:Role", group.Role, complaints)))
            {
                complaints.Add($"SignIn:Groups:{i}:Group", group.Group, "each group is named once, as the provider calls it");
            }
        }

        if (groups.Count == 0)
        {
            complaints.Add("SignIn:Groups", null, "map at least one group, or nobody who signs in has a role: SignIn:Groups:0:Group and SignIn:Groups:0:Role");
        }

        return new DeclaredProvider(authority, options.ClientId, secret, options.Label, ["openid", .. options.Scopes.Count == 0 ? ["profile"] : options.Scopes.Where(s => s != "openid").Distinct(StringComparer.Ordinal)], options.NameClaim, options.GroupsClaim, groups);
    }

    private static DeclaredEmergency? Emergency(SignInOptions.EmergencyOptions options, Complaints complaints)
    {
        var role = RoleOf("SignIn:Emergency:Role", options.Role, complaints);
        if (options.PasswordFile.Length == 0)
        {
            complaints.Add("SignIn:Emergency:PasswordFile", null, "name the file with the password's hash; make one with: bakewindow password > FILE");
            return null;
        }

        if (SecretFiles.Read("SignIn:Emergency:PasswordFile", options.PasswordFile, complaints) is not { } bytes)
        {
            return null;
        }

        if (PasswordHash.TryParse(Encoding.UTF8.GetString(bytes), out var hash, out var error))
        {
            return new DeclaredEmergency(options.Name, hash!, role);
        }

        complaints.Add("SignIn:Emergency:PasswordFile", options.PasswordFile, $"{error}; make one with: bakewindow password > FILE");
        return null;
    }

    private static Role RoleOf(string setting, string text, Complaints complaints)
    {
        if (Enum.TryParse<Role>(text, ignoreCase: true, out var role) && role is not Role.None && Enum.IsDefined(role) && !char.IsAsciiDigit(text[0]))
        {
            return role;
        }

        complaints.Add(setting, text, "write Viewer, Operator, Approver or Admin");
        return Role.None;
    }

    private static TimeSpan Length(string setting, string text, TimeSpan most, Complaints complaints)
    {
        if (!DurationText.TryParse(text, out var length, out var error))
        {
            complaints.Add(setting, text, error);
        }
        else if (length < Least || length > most)
        {
            complaints.Add(setting, text, $"write a duration from {DurationText.Human(Least)} to {DurationText.Human(most)}");
        }

        return length;
    }
}
