using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Tezos.Rights;

/// <summary>
/// Rights from TzKT, for where no node answers rights calls. It keeps rounds 0 to 7, and files an attestation right under the level that includes it, one above the attested level;
/// here it is taken back. An empty answer may mean that a cycle is not known yet, so that is asked first.
/// </summary>
public sealed class TzktRights : IRightsSource
{
    private const int Page = 10_000;
    private const int HighestRound = 7;

    private readonly RpcChannel channel;

    /// <summary>Makes it; nothing is called yet.</summary>
    /// <param name="http">The client.</param>
    /// <param name="address">Its root, without <c>/v1</c>.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="time">The clock of the time-outs.</param>
    /// <param name="timeout">How long one call may take.</param>
    public TzktRights(HttpClient http, Uri address, string name, TimeProvider time, TimeSpan timeout) =>
        channel = new RpcChannel(http, address, name, time, timeout);

    /// <inheritdoc/>
    public string Name => channel.Name;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BakingRight>> BakingAsync(RightsQuestion question, CancellationToken ct)
    {
        if (question.MaxRound > HighestRound)
        {
            throw new RpcException.Garbage(Name, "/v1/rights", $"it keeps rounds 0 to {HighestRound}, and rounds to {question.MaxRound} are asked for");
        }

        var rights = new List<BakingRight>();
        await PagesAsync(question, "baking", 0, FormattableString.Invariant($"&round.le={question.MaxRound}"), row =>
        {
            if (row.Round is { } round && round <= question.MaxRound && question.Asks(new Level(row.Level)))
            {
                rights.Add(new BakingRight(new Level(row.Level), round));
            }
        }, ct);
        return rights;
    }

    /// <inheritdoc/>
    public async Task<short[]> AttestingAsync(RightsQuestion question, CancellationToken ct)
    {
        var slots = new short[question.Span.Length];
        Array.Fill(slots, AttestationDuties.Known.None);
        await PagesAsync(question, "attestation", 1, "", row =>
        {
            var attested = new Level(row.Level - 1);
            if (question.Asks(attested))
            {
                slots[attested - question.Span.First] = (short)Math.Min(row.Slots ?? 0, short.MaxValue);
            }
        }, ct);
        return slots;
    }

    private async Task PagesAsync(RightsQuestion question, string type, int shift, string filter, Action<RightRow> take, CancellationToken ct)
    {
        await CheckAsync(question, ct);
        var seen = 0;
        while (true)
        {
            var path = string.Create(CultureInfo.InvariantCulture,
                $"/v1/rights?type={type}&baker={question.Baker.Value}&level.ge={question.Span.First + shift}&level.le={question.Span.Last + shift}{filter}&sort=level&offset={seen}&limit={Page}");
            var rows = await channel.ListAsync(path, TzktWire.Default.RightRow, (RightRow row, List<RightRow> all) => all.Add(row), RpcChannel.RightsBody, ct);
            foreach (var row in rows)
            {
                if (row.Type == type && row.Baker.Address == question.Baker.Value)
                {
                    take(row);
                }
            }

            seen += rows.Count;
            if (rows.Count < Page)
            {
                return;
            }
        }
    }

    // Another chain, a cycle not computed yet, or a cycle with other levels: none of them may pass for "no rights".
    private async Task CheckAsync(RightsQuestion question, CancellationToken ct)
    {
        const string headPath = "/v1/head";
        var head = await channel.GetAsync(headPath, TzktWire.Default.IndexerHead, ct);
        if (head.ChainId != question.ChainId)
        {
            throw new RpcException.Garbage(Name, headPath, $"it indexes chain {head.ChainId}, not {question.ChainId}");
        }

        var path = string.Create(CultureInfo.InvariantCulture, $"/v1/cycles/{question.Span.Cycle.Value}");
        IndexedCycle? cycle;
        try
        {
            cycle = await channel.GetNullableAsync(path, TzktWire.Default.IndexedCycle, ct);
        }
        catch (RpcException.NotFound)
        {
            cycle = null;
        }

        if (cycle is null)
        {
            throw new RpcException.UnknownSeed(Name, path, question.Span.Cycle, question.Span.Cycle - 1, null);
        }

        if (question.Span.First.Value < cycle.FirstLevel || question.Span.Last.Value > cycle.LastLevel)
        {
            throw new RpcException.Garbage(Name, path, $"cycle {question.Span.Cycle} has levels {cycle.FirstLevel} to {cycle.LastLevel} there, and {question.Span.First} to {question.Span.Last} here");
        }
    }
}

internal sealed record IndexerHead(string ChainId, int Level);

internal sealed record IndexedCycle(int Index, int FirstLevel, int LastLevel);

internal sealed record RightAlias(string Address);

internal sealed record RightRow(string Type, int Level, RightAlias Baker, int? Round = null, int? Slots = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(IndexerHead))]
[JsonSerializable(typeof(IndexedCycle))]
[JsonSerializable(typeof(RightRow))]
internal sealed partial class TzktWire : JsonSerializerContext;
