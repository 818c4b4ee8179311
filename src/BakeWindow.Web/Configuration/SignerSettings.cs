using System.Globalization;

namespace BakeWindow.Web.Configuration;

/// <summary>Reads the ways to a baker's key, and says everything that is wrong with them at once. An address with user info in it is never repeated.</summary>
internal static class SignerSettings
{
    private const int MostSigners = 8;
    private const int MostHops = 8;
    private const int LongestName = 40;

    public static IReadOnlyList<DeclaredSigner> Read(string at, BakeWindowOptions.BakerOptions baker, Complaints complaints)
    {
        if (baker.SignerUrl.Length > 0 && baker.Signers.Count > 0)
        {
            complaints.Add($"{at}:SignerUrl", "set", $"it is short for a single entry of Signers; write one of the two (here {at}:Signers:0:Url)");
        }

        if (baker.SignerUrl.Length > 0)
        {
            return Url($"{at}:SignerUrl", baker.SignerUrl, complaints) is { } url ? [new DeclaredSigner("signer", url, null, [])] : [];
        }

        if (baker.Signers.Count > MostSigners)
        {
            complaints.Add($"{at}:Signers", baker.Signers.Count.ToString(CultureInfo.InvariantCulture), $"at most {MostSigners} signers are looked at");
        }

        var signers = new List<DeclaredSigner>();
        for (var i = 0; i < Math.Min(baker.Signers.Count, MostSigners); i++)
        {
            var (here, signer) = ($"{at}:Signers:{i}", baker.Signers[i]);
            var name = Name($"{here}:Name", signer.Name, $"signer-{i + 1}", complaints);
            var (proxy, hops) = (Proxy($"{here}:Proxy", signer.Proxy, complaints), Hops($"{here}:Hops", signer.Hops, complaints));
            if (signer.Url.Length == 0)
            {
                complaints.Add($"{here}:Url", null, "write where the baker asks for signatures, e.g. http://signer-forwarder:8443");
            }
            else if (Url($"{here}:Url", signer.Url, complaints) is { } url)
            {
                signers.Add(new DeclaredSigner(name, url, proxy, hops));
            }
        }

        foreach (var twice in signers.GroupBy(s => s.Name).Where(g => g.Count() > 1))
        {
            complaints.Add($"{at}:Signers", twice.Key, "two signers bear this name; give each its own");
        }

        foreach (var two in signers.Select(s => s.Proxy).OfType<DeclaredProxy>().Distinct().GroupBy(p => p.Name).Where(g => g.Count() > 1))
        {
            complaints.Add($"{at}:Signers", two.Key, "two proxies bear this name and are not the same; give each its own");
        }

        foreach (var two in signers.SelectMany(s => s.Hops).Distinct().GroupBy(h => h.Name).Where(g => g.Count() > 1))
        {
            complaints.Add($"{at}:Signers", two.Key, "two hops bear this name and are not the same; give each its own");
        }

        return signers;
    }

    private static DeclaredProxy? Proxy(string at, BakeWindowOptions.ProxyOptions proxy, Complaints complaints)
    {
        if (proxy.StatisticsUrl.Length == 0)
        {
            if (proxy.Backend.Length > 0 || proxy.Name.Length > 0)
            {
                complaints.Add($"{at}:StatisticsUrl", null, "write the address of HAProxy's statistics, e.g. http://signer-forwarder:8404/stats;csv");
            }

            return null;
        }

        var name = Name($"{at}:Name", proxy.Name, "proxy", complaints);
        if (proxy.Backend.Length is 0 or > 80)
        {
            complaints.Add($"{at}:Backend", proxy.Backend.Length == 0 ? null : "too long", "write the name of HAProxy's backend or listen section in which the signers are");
        }

        var url = Url($"{at}:StatisticsUrl", proxy.StatisticsUrl, complaints, asFolder: false);
        if (url is not null && !url.AbsolutePath.EndsWith(";csv", StringComparison.Ordinal))
        {
            complaints.Add($"{at}:StatisticsUrl", "its path", "HAProxy tells its statistics as CSV where the address ends in ;csv, e.g. http://signer-forwarder:8404/stats;csv");
        }

        return url is null ? null : new DeclaredProxy(name, url, proxy.Backend);
    }

    private static List<DeclaredHop> Hops(string at, List<BakeWindowOptions.HopOptions> hops, Complaints complaints)
    {
        if (hops.Count > MostHops)
        {
            complaints.Add(at, hops.Count.ToString(CultureInfo.InvariantCulture), $"at most {MostHops} hops of a way are looked at");
        }

        var read = new List<DeclaredHop>();
        for (var i = 0; i < Math.Min(hops.Count, MostHops); i++)
        {
            var (colon, text) = (hops[i].Address.LastIndexOf(':'), hops[i].Address);
            var host = colon > 0 ? text[..colon].Trim('[', ']') : "";
            if (Uri.CheckHostName(host) is UriHostNameType.Unknown || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65_535)
            {
                complaints.Add($"{at}:{i}:Address", text.Length == 0 ? null : text.Contains('@', StringComparison.Ordinal) ? "(not shown)" : text, "write host:port, e.g. tunnel:8443");
                continue;
            }

            read.Add(new DeclaredHop(Name($"{at}:{i}:Name", hops[i].Name, text, complaints), host, port));
        }

        return read;
    }

    private static string Name(string setting, string name, string otherwise, Complaints complaints)
    {
        if (name.Length > LongestName || name.Any(char.IsControl))
        {
            complaints.Add(setting, "too long, or not plain", $"write a name of at most {LongestName} characters");
            return otherwise;
        }

        return name.Length > 0 ? name : otherwise;
    }

    private static Uri? Url(string setting, string text, Complaints complaints, bool asFolder = true)
    {
        // What is no address may still hold a password before an @.
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
        {
            complaints.Add(setting, text.Contains('@', StringComparison.Ordinal) ? "(not shown)" : text, "write an address like http://host:6732");
            return null;
        }

        return asFolder ? SettingsReader.Address(setting, text, complaints) : url;
    }
}
