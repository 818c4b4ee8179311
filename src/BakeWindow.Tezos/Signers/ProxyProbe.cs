using System.Globalization;
using BakeWindow.Core.Signers;

namespace BakeWindow.Tezos.Signers;

/// <summary>Reads HAProxy's statistics: how many servers of a backend are up. It does not touch the signers behind it.</summary>
/// <param name="statistics">Address of the statistics as CSV: <c>http://proxy:8404/stats;csv</c>.</param>
/// <param name="backend">Which backend.</param>
/// <param name="time">The clock of the deadline.</param>
/// <param name="patience">How long an answer may take.</param>
public sealed class ProxyProbe(Uri statistics, string backend, TimeProvider time, TimeSpan patience)
{
    private const int LongestBody = 1 << 20;

    /// <summary>Asks once. Throws nothing but the caller's cancellation.</summary>
    public async Task<SignerFinding> LookAsync(CancellationToken ct = default)
    {
        var (status, body, failed) = await ProbeHttp.GetAsync(statistics, LongestBody, time, patience, ct);
        return failed ?? (status == 200 ? Read(body, backend) : new SignerFinding.Broken(FormattableString.Invariant($"status {status} for its statistics")));
    }

    /// <summary>Reads the statistics: a first line with the columns' names behind a #, then one line for each frontend, backend and server.</summary>
    public static SignerFinding Read(string csv, string backend)
    {
        var lines = csv.Split('\n');
        var columns = lines[0].TrimStart('#', ' ').TrimEnd('\r').Split(',');
        int Column(string name) => Array.IndexOf(columns, name);
        var (proxy, server, state, falls) = (Column("pxname"), Column("svname"), Column("status"), Column("chkdown"));
        if (proxy < 0 || server < 0 || state < 0)
        {
            return new SignerFinding.Broken("no statistics of HAProxy as CSV; the address ends in ;csv");
        }

        var (up, all, fallen, found) = (0, 0, 0L, false);
        var down = new List<string>();
        foreach (var line in lines.Skip(1))
        {
            var fields = line.Split(',');
            if (fields.Length <= state || fields[proxy] != backend || fields[server] == "FRONTEND")
            {
                continue;
            }

            found = true;
            // A server that nobody checks is up only by name, and one in maintenance is down by will.
            if (fields[server] == "BACKEND" || fields[state].StartsWith("MAINT", StringComparison.Ordinal) || fields[state] == "no check")
            {
                continue;
            }

            all++;
            fallen += falls >= 0 && falls < fields.Length && long.TryParse(fields[falls], NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0;
            if (fields[state].StartsWith("UP", StringComparison.Ordinal))
            {
                up++;
            }
            else
            {
                down.Add(fields[server]);
            }
        }

        return !found ? new SignerFinding.Broken($"no backend {backend} in its statistics")
            : all == 0 ? new SignerFinding.Broken($"no server of {backend} is checked; give them the word check")
            : new SignerFinding.Servers(up, all, string.Join(", ", down.Take(8).Select(Plain)), fallen);
    }

    private static string Plain(string name) => new([.. name.Take(64).Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':')]);
}
