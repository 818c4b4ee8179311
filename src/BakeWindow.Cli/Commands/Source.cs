using System.CommandLine;
using BakeWindow.Cli.Asking;
using BakeWindow.Core.Rights;

namespace BakeWindow.Cli.Commands;

/// <summary>Whom <c>windows</c> and <c>rights</c> ask: a running BakeWindow, or nothing but a node.</summary>
internal sealed class Source(Command command)
{
    private readonly Option<Uri[]> rpc = Added(command, Ask.Rpc());
    private readonly Option<Uri?> server = Added(command, Ask.Server());
    private readonly Option<string[]> bakers = Added(command, Ask.Bakers());
    private readonly Option<string?> node = Added(command, Ask.Text("--node", "NAME", "With --server: a node of the cluster; all bakers on it are meant."));
    private readonly Option<string?> token = Added(command, Ask.TokenFile());

    /// <summary>Speaks with the server.</summary>
    public ServerClient Connect(Uri url, ParseResult parsed, Surroundings around) => new(url, around.Time, Ask.TokenFrom(parsed.GetValue(token), around));

    public string? Node(ParseResult parsed) => parsed.GetValue(node);

    public IReadOnlyList<string> Bakers(ParseResult parsed) => [.. (parsed.GetValue(bakers) ?? []).SelectMany(b => b.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct(StringComparer.Ordinal)];

    /// <summary>The RPC addresses and the server; one of the two is null.</summary>
    /// <exception cref="NoAnswerException.Usage">None was said, or both were.</exception>
    public (IReadOnlyList<Uri>? Nodes, Uri? Server) Of(ParseResult parsed, Surroundings around)
    {
        var nodes = parsed.GetValue(rpc) ?? [];
        if (nodes.Length > 0 && parsed.GetValue(server) is not null)
        {
            throw new NoAnswerException.Usage("--rpc and --server exclude each other: name a Tezos node, or a running BakeWindow");
        }

        if (nodes.Length > 0)
        {
            return Node(parsed) is null ? (nodes, null) : throw new NoAnswerException.Usage("--node needs --server: a Tezos node knows nothing of the cluster");
        }

        return (parsed.GetValue(server) ?? Ask.FromEnvironment(around)) is { } url
            ? (null, url)
            : throw new NoAnswerException.Usage("neither --rpc nor --server is given: name a Tezos node (--rpc http://127.0.0.1:8732 --baker tz1…) or a running BakeWindow (--server http://127.0.0.1:8080)");
    }

    /// <summary>The bakers' addresses, as a node needs them.</summary>
    /// <exception cref="NoAnswerException.Usage">None is given, or one is no address.</exception>
    public IReadOnlyList<BakerAddress> Addresses(ParseResult parsed)
    {
        var texts = Bakers(parsed);
        return texts.Count == 0
            ? throw new NoAnswerException.Usage("--baker is missing: write the baker's address, like --baker tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq")
            : [.. texts.Select(t => BakerAddress.TryParse(t, out var address, out var error) ? address : throw new NoAnswerException.Usage($"--baker: {error}"))];
    }

    /// <summary>The bakers as the server takes them: names or addresses, put together with commas.</summary>
    public string? Query(ParseResult parsed) => Bakers(parsed) is { Count: > 0 } texts ? string.Join(',', texts) : null;

    private static Option<T> Added<T>(Command command, Option<T> option)
    {
        command.Add(option);
        return option;
    }
}
