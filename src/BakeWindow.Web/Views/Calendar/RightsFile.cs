using System.Security.Cryptography;
using System.Text;
using BakeWindow.Core.Calendar;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Web.Views.Calendar;

/// <summary>One fetch of rights: a cycle of all bakers that are drawn. Its address holds a tag of its contents, so a browser may keep it for good, and what was computed anew has another address.</summary>
/// <param name="Cycle">Which cycle.</param>
/// <param name="Url">Where it is fetched.</param>
public sealed record RightsFile(int Cycle, string Url)
{
    /// <summary>What is to be fetched for these bakers, in order of level.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="bakers">Names as the API knows them, and their sheets, in the order in which the bytes tell them.</param>
    public static IReadOnlyList<RightsFile> Of(ChainView chain, IReadOnlyList<(string Name, RightsSheet Sheet)> bakers)
    {
        RightsSheet[] sheets = [.. bakers.Select(b => b.Sheet)];
        var names = Uri.EscapeDataString(string.Join(',', bakers.Select(b => b.Name)));
        return [.. sheets.SelectMany(s => s.Cycles).Select(c => c.Span).GroupBy(s => s.Cycle).OrderBy(g => g.Key).Select(cycle =>
        {
            var (first, last) = (cycle.Min(s => s.First.Value), cycle.Max(s => s.Last.Value));
            var (_, tag) = Write(chain, sheets, new Level(first), new Level(last));
            return new RightsFile(cycle.Key.Value, $"/api/v1/calendar/rights?b={names}&from={first}&to={last}&v={tag}");
        })];
    }

    /// <summary>The bytes and their tag, which is of chain, protocol, bakers and contents.</summary>
    public static (byte[] Bytes, string Tag) Write(ChainView chain, IReadOnlyList<RightsSheet> sheets, Level from, Level to)
    {
        var bytes = RightsBytes.Write(sheets, from, to);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes($"{chain.Head.ChainId} {chain.Constants.Protocol} {from}-{to} {string.Join(',', sheets.Select(s => s.Baker.Value))}\n"));
        hash.AppendData(bytes);
        return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()[..8]));
    }
}
