using System.Text;
using System.Text.RegularExpressions;
using BakeWindow.Core.Alerting;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;
using BakeWindow.Web.Notifying;
using MimeKit;

namespace BakeWindow.Web.Configuration;

/// <summary>Reads the channels, or says all that is wrong with them.</summary>
internal static partial class NotifyReader
{
    private const int MostChannels = 20;
    private static readonly TimeSpan LeastRepeat = TimeSpan.FromMinutes(5);

    public static IReadOnlyList<DeclaredChannel> Read(BakeWindowOptions all, IReadOnlyList<DeclaredBaker> bakers, Complaints complaints)
    {
        var read = new List<DeclaredChannel>();
        var channels = all.Notify.Channels;
        if (channels.Count > MostChannels)
        {
            complaints.Add("Notify:Channels", channels.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), $"at most {MostChannels} channels");
        }

        for (var i = 0; i < channels.Count; i++)
        {
            var (o, at) = (channels[i], $"Notify:Channels:{i}");
            if (!Name().IsMatch(o.Name))
            {
                complaints.Add($"{at}:Name", o.Name, "give it a short DNS name, like oncall");
            }
            else if (channels.Take(i).Any(c => c.Name == o.Name))
            {
                complaints.Add($"{at}:Name", o.Name, "another channel has this name; give each its own");
            }

            if (Channel(o, at, bakers, complaints) is { } channel)
            {
                read.Add(channel);
            }
        }

        return read;
    }

    private static DeclaredChannel? Channel(ChannelOptions o, string at, IReadOnlyList<DeclaredBaker> bakers, Complaints complaints)
    {
        var route = Route(o, at, bakers, complaints);
        var templates = Templates(o, at, complaints);
        switch (o.Type.ToLowerInvariant())
        {
            case "webhook":
                var (url, key) = (Url(o, at, complaints), Secret($"{at}:SecretFile", o.SecretFile, complaints));
                if (key is { Length: < 16 })
                {
                    complaints.Add($"{at}:SecretFile", o.SecretFile, "a webhook is signed: name a file with at least 16 characters; make one with: openssl rand -hex 32");
                }

                return url is null || key is null ? null : new DeclaredChannel.Webhook(url, Encoding.UTF8.GetBytes(key)) { Name = o.Name, Route = route, Templates = templates, AllowPrivate = o.AllowPrivate };
            case "slack":
                return Url(o, at, complaints) is { } incoming ? new DeclaredChannel.Slack(incoming) { Name = o.Name, Route = route, Templates = templates, AllowPrivate = o.AllowPrivate } : null;
            case "alertmanager":
                var matchers = Matchers(o, at, complaints);
                var token = o.SecretFile.Length > 0 ? Secret($"{at}:SecretFile", o.SecretFile, complaints) : null;
                return Url(o, at, complaints) is { } root ? new DeclaredChannel.Alertmanager(root, token, matchers) { Name = o.Name, Route = route, Templates = templates, AllowPrivate = o.AllowPrivate } : null;
            case "email":
                return Mail(o, at, complaints) is { } mail ? mail with { Route = route, Templates = templates } : null;
            default:
                complaints.Add($"{at}:Type", o.Type, "write webhook, slack, email or alertmanager");
                return null;
        }
    }

    private static AlertRoute Route(ChannelOptions o, string at, IReadOnlyList<DeclaredBaker> bakers, Complaints complaints)
    {
        if (!Enum.TryParse<AlertSeverity>(o.Minimum, ignoreCase: true, out var minimum) || !Enum.IsDefined(minimum) || char.IsDigit(o.Minimum[0]))
        {
            complaints.Add($"{at}:Minimum", o.Minimum, "write info, warning or critical");
        }

        var kinds = new List<AlertKind>();
        foreach (var (kind, i) in o.Kinds.Select((k, i) => (k, i)))
        {
            if (Enum.GetValues<AlertKind>().Where(k => k is not AlertKind.Test).Cast<AlertKind?>().FirstOrDefault(k => k!.Value.Word().Equals(kind, StringComparison.OrdinalIgnoreCase)) is { } known)
            {
                kinds.Add(known);
            }
            else
            {
                complaints.Add($"{at}:Kinds:{i}", kind, "there are at-risk, degraded, missed, maintenance, hold and blind");
            }
        }

        var whose = new List<BakerAddress>();
        foreach (var (name, i) in o.Bakers.Select((b, i) => (b, i)))
        {
            if (bakers.FirstOrDefault(b => b.Name == name || b.Address.Value == name) is { } baker)
            {
                whose.Add(baker.Address);
            }
            else
            {
                complaints.Add($"{at}:Bakers:{i}", name, "write the name or address of a declared baker");
            }
        }

        TimeSpan? repeat = null;
        if (o.RepeatEvery.Length > 0)
        {
            if (!DurationText.TryParse(o.RepeatEvery, out var every, out var error))
            {
                complaints.Add($"{at}:RepeatEvery", o.RepeatEvery, error);
            }
            else if (every < LeastRepeat)
            {
                complaints.Add($"{at}:RepeatEvery", o.RepeatEvery, $"at least {DurationText.Human(LeastRepeat)}; who is told more often stops reading");
            }

            repeat = every;
        }

        return new AlertRoute { Minimum = minimum, Kinds = kinds, Bakers = whose, RepeatEvery = repeat, Quiet = PolicyReader.HoursOf($"{at}:QuietHours", o.QuietHours, $"{at}:Zone", o.Zone, complaints) };
    }

    private static NoticeTemplates Templates(ChannelOptions o, string at, Complaints complaints)
    {
        var templates = NoticeTemplates.Parse(o.TitleTemplate, o.TextTemplate, out var wrong);
        foreach (var (field, why) in wrong)
        {
            complaints.Add($"{at}:{field}Template", field == "Title" ? o.TitleTemplate : o.TextTemplate, why);
        }

        return templates;
    }

    private static Uri? Url(ChannelOptions o, string at, Complaints complaints)
    {
        if (o.Url.Length > 0 == o.UrlFile.Length > 0)
        {
            complaints.Add($"{at}:Url", o.Url.Length > 0 ? "set" : null, "give the address either here or in a file (UrlFile), not in both");
            return null;
        }

        var setting = o.Url.Length > 0 ? $"{at}:Url" : $"{at}:UrlFile";
        var text = o.Url.Length > 0 ? o.Url : Secret(setting, o.UrlFile, complaints);
        if (text is null)
        {
            return null;
        }

        // The address itself may be the secret, so it is not shown.
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.UserInfo.Length > 0)
        {
            complaints.Add(setting, "set", "write an address like https://host/path, without user and password in it");
            return null;
        }

        if (url.Scheme == "http" && !o.AllowPrivate)
        {
            complaints.Add(setting, "set", "over a public network only https: what is told names nodes and bakers; for a private one set AllowPrivate=true");
            return null;
        }

        return url;
    }

    private static DeclaredChannel.Mail? Mail(ChannelOptions o, string at, Complaints complaints)
    {
        var before = complaints.All.Count;
        var m = o.Mail;
        if (Uri.CheckHostName(m.Host) is UriHostNameType.Unknown)
        {
            complaints.Add($"{at}:Mail:Host", m.Host, "write the name of the server that takes e-mail");
        }

        if (m.Port is < 1 or > 65_535)
        {
            complaints.Add($"{at}:Mail:Port", m.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), "587 for STARTTLS, 465 for TLS");
        }

        MailSecurity? security = m.Security.ToLowerInvariant() switch { "starttls" => MailSecurity.StartTls, "tls" => MailSecurity.Tls, "none" => MailSecurity.None, _ => null };
        if (security is null)
        {
            complaints.Add($"{at}:Mail:Security", m.Security, "write starttls, tls or none");
        }
        else if (security is MailSecurity.None && m.Host is not ("localhost" or "127.0.0.1" or "::1"))
        {
            complaints.Add($"{at}:Mail:Security", m.Security, "without TLS only to a server on this machine (localhost); write starttls or tls");
        }

        foreach (var (setting, address) in m.To.Select((t, i) => ($"{at}:Mail:To:{i}", t)).Prepend(($"{at}:Mail:From", m.From)))
        {
            if (!MailboxAddress.TryParse(address, out var box) || !box.Address.Contains('@', StringComparison.Ordinal) || address.Any(char.IsControl))
            {
                complaints.Add(setting, address, "write an address like ops@example.org");
            }
        }

        if (m.To.Count is 0 or > 20)
        {
            complaints.Add($"{at}:Mail:To", null, "name 1 to 20 addresses to send to");
        }

        var password = m.PasswordFile.Length > 0 ? Secret($"{at}:Mail:PasswordFile", m.PasswordFile, complaints) : null;
        if (m.User.Length > 0 != (password is not null))
        {
            complaints.Add($"{at}:Mail:User", m.User, "User and PasswordFile belong together: set both or neither");
        }

        return complaints.All.Count > before ? null
            : new DeclaredChannel.Mail(m.Host, m.Port, security!.Value, m.User.Length > 0 ? m.User : null, password, m.From, m.To) { Name = o.Name, Route = new AlertRoute(), Templates = NoticeTemplates.BuiltIn, AllowPrivate = o.AllowPrivate || security is MailSecurity.None };
    }

    private static List<SilenceMatcher> Matchers(ChannelOptions o, string at, Complaints complaints)
    {
        var matchers = new List<SilenceMatcher>();
        foreach (var (text, i) in o.Silence.Select((t, i) => (t, i)))
        {
            var m = Matcher().Match(text);
            var rest = m.Success ? m.Groups["value"].Value.Replace("{node}", "", StringComparison.Ordinal).Replace("{maintenance}", "", StringComparison.Ordinal) : "";
            if (!m.Success || Placeholder().IsMatch(rest))
            {
                complaints.Add($"{at}:Silence:{i}", text, "write a matcher like instance=~\"{node}.*\" or job=\"tezos\"; {node} and {maintenance} stand for what they say");
                continue;
            }

            matchers.Add(new SilenceMatcher(m.Groups["label"].Value, m.Groups["value"].Value, m.Groups["op"].Value is "=~" or "!~", m.Groups["op"].Value[0] == '='));
        }

        if (matchers.Count > 0 && !matchers.Exists(m => m.IsEqual && m.Value.Contains("{node}", StringComparison.Ordinal)))
        {
            complaints.Add($"{at}:Silence", null, "one matcher must name the node, like node=\"{node}\": a silence that holds for every machine would hide what nobody works on");
        }

        return matchers;
    }

    private static string? Secret(string setting, string file, Complaints complaints)
    {
        if (file.Length == 0)
        {
            complaints.Add(setting, null, "name a file with the secret");
            return null;
        }

        if (SecretFiles.Read(setting, file, complaints) is not { } bytes)
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes).Trim();
        if (text.Length is 0 or > 4_096 || text.Any(char.IsControl))
        {
            complaints.Add(setting, file, "it is empty, too long, or holds more than one line");
            return null;
        }

        return text;
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();

    [GeneratedRegex("^(?<label>[a-zA-Z_][a-zA-Z0-9_]{0,99})(?<op>=~|!~|!=|=)\"?(?<value>[^\"\\n]{1,200})\"?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Matcher();

    [GeneratedRegex("\\{[a-z]+\\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
