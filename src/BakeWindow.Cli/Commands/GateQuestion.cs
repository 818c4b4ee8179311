using System.CommandLine;
using BakeWindow.Cli.Asking;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Commands;

/// <summary>The question that <c>gate</c>, <c>wait</c> and <c>why</c> put, and the care with which its answer is read.</summary>
internal sealed class GateQuestion(Command command)
{
    private readonly Option<Uri?> server = Added(command, Ask.Server());
    private readonly Option<string?> node = Added(command, Ask.Text("--node", "NAME", "The node to be disturbed."));
    private readonly Option<string[]> bakers = Added(command, Ask.Bakers());
    private readonly Option<TimeSpan?> need = Added(command, Ask.Duration("--for", "For how long; as learned when left out."));
    private readonly Option<string?> maintenance = Added(command, Ask.Text("--maintenance", "ID", "The maintenance on whose behalf it is asked."));
    private readonly Option<string?> client = Added(command, Ask.Text("--client", "NAME", "Who asks, for the record (bakewindow)."));
    private readonly Option<string?> token = Added(command, Ask.TokenFile());

    public Option<bool> Json { get; } = Added(command, Ask.Json());

    public Option<TimeSpan?> Timeout { get; } = Added(command, Ask.Timeout());

    public ServerClient Connect(ParseResult parsed, Surroundings around)
    {
        if (parsed.GetValue(node) is not null && parsed.GetValue(bakers) is { Length: > 0 })
        {
            throw new NoAnswerException.Usage("--node and --baker exclude each other: ask about a node, or about bakers wherever they run");
        }

        return new(Ask.ServerOf(parsed.GetValue(server), around), around.Time, Ask.TokenFrom(parsed.GetValue(token), around), parsed.GetValue(client) ?? "bakewindow");
    }

    public Task<Reply> PutAsync(ServerClient connection, string path, ParseResult parsed, CancellationToken ct) => connection.GetAsync(
        path,
        [
            ("node", parsed.GetValue(node)),
            ("baker", parsed.GetValue(bakers) is { Length: > 0 } some ? string.Join(',', some) : null),
            ("for", Query.Of(parsed.GetValue(need))),
            ("maintenance", parsed.GetValue(maintenance)),
            ("client", parsed.GetValue(client) ?? "bakewindow"),
        ],
        ct);

    /// <summary>The verdict in a reply. A yes must be one in status and in words, and about the node that was asked about; else nothing is known.</summary>
    public VerdictDocument Verdict(Reply reply, ParseResult parsed)
    {
        if (reply.Status is not (200 or 423 or 503) || (reply.Status == 503 && Problem.Read(reply.Body) is not null))
        {
            throw reply.Refusal();
        }

        var verdict = reply.Document(WireJson.Plain.VerdictDocument, v => v is { Reason: not null, Message: not null, Need: not null, NeedSource: not null, Findings: not null });
        return verdict.Node == parsed.GetValue(node) && !(verdict.Allowed && (reply.Status != 200 || !verdict.Known))
            ? verdict
            : throw new NoAnswerException.CannotKnow($"{reply.From}: the answer contradicts itself or the question (status {reply.Status}, node \"{verdict.Node}\", allowed {verdict.Allowed})");
    }

    public static int CodeOf(VerdictDocument verdict) => verdict switch
    {
        { Allowed: true, Known: true } => ExitCode.Answered,
        { Known: true } => ExitCode.Held,
        _ => ExitCode.CannotKnow,
    };

    private static Option<T> Added<T>(Command command, Option<T> option)
    {
        command.Add(option);
        return option;
    }
}
