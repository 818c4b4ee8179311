using System.Text.Json.Nodes;
using BakeWindow.Simulator.Chain;
using BakeWindow.Simulator.Clock;
using BakeWindow.Simulator.Rpc;
using BakeWindow.Simulator.Signer;

namespace BakeWindow.Simulator.Control;

/// <summary>Looking into a simulation, and disturbing it.</summary>
internal static class SimApi
{
    public static void MapControl(this WebApplication app, SimHost sim)
    {
        var group = app.MapGroup("/sim");
        group.AddEndpointFilter(async (invocation, next) =>
        {
            try
            {
                return await next(invocation);
            }
            catch (BadFaultException e)
            {
                return Results.Json(new { error = e.Message }, statusCode: StatusCodes.Status400BadRequest);
            }
        });
        group.MapGet("", () => Done(sim));
        group.MapGet("/bakers", () => BlockCall.Json(RpcJson.Array(sim.Chain.Bakers.All.Select(Describe))));
        group.MapGet("/bakers/{pkh}/missed", (string pkh) => sim.Chain.Bakers.Find(pkh) is { } baker
            ? Results.Json(sim.Chain.Attendance.Of(baker))
            : throw new BadFaultException($"\"{pkh}\" is no baker of this chain; GET /sim/bakers lists them"));
        group.MapPost("/clock", (HttpRequest request) => ClockAsync(sim, request));
        group.MapPost("/faults/node", (HttpRequest request) => NodeAsync(sim, request));
        group.MapPost("/faults/chain", (HttpRequest request) => ChainAsync(sim, request));
        group.MapPost("/faults/signer", (HttpRequest request) => SignerAsync(sim, request));
        group.MapPost("/faults/dal", async (HttpRequest request) =>
        {
            var body = await FaultBody.ReadAsync(request, "status");
            sim.Dal.Status = body.Choice("status", ("up", "up"), ("degraded", "degraded"), ("down", "down"), ("silent", ""));
            return Done(sim);
        });
        group.MapPost("/faults/protocol", (HttpRequest request) => ProtocolAsync(sim, request));
        group.MapPost("/faults/all-bakers-attest", (HttpRequest request) => AllBakersAttestAsync(sim, request));
    }

    private static async Task<IResult> ClockAsync(SimHost sim, HttpRequest request)
    {
        var body = await FaultBody.ReadAsync(request, "speed", "advance");
        var clock = sim.Time as VirtualTime ?? throw new BadFaultException("this simulation runs on a clock of its host");
        if (body.Has("speed"))
        {
            clock.SetSpeed(body.Number("speed", 0, 100_000));
        }

        if (body.Has("advance"))
        {
            clock.Advance(body.Duration("advance"));
        }

        return Done(sim);
    }

    private static async Task<IResult> NodeAsync(SimHost sim, HttpRequest request)
    {
        var body = await FaultBody.ReadAsync(request, "node", "fault", "levels", "how", "secure", "peers");
        var node = sim.Nodes.Find(body.Text("node"))
            ?? throw new BadFaultException($"\"node\" is \"{body.Text("node")}\"; it must be {string.Join(", ", sim.Nodes.All.Select(n => n.Name))}");
        if (body.Has("secure"))
        {
            node.Secure = body.Flag("secure");
        }

        if (body.Has("peers"))
        {
            node.Peers = body.Whole("peers", 0, 200);
        }

        if (body.Has("fault"))
        {
            node.Fault = body.Choice<Func<NodeFault>>(
                "fault",
                ("none", () => new NodeFault.None()),
                ("lag", () => new NodeFault.Lag(body.Whole("levels", 1, 10_000))),
                ("stuck", () => new NodeFault.Stuck(node.Look().Head.Level)),
                ("lie", () => new NodeFault.Lie(node.Look().Head.Level - (body.Has("levels") ? body.Whole("levels", 0, 10_000) : 5))),
                ("down", () => new NodeFault.Down(How(body))))();
        }

        return Done(sim);
    }

    private static DownHow How(FaultBody body) => body.Has("how")
        ? body.Choice("how", ("unavailable", DownHow.Unavailable), ("hang", DownHow.Hang), ("abort", DownHow.Abort))
        : DownHow.Unavailable;

    private static async Task<IResult> ChainAsync(SimHost sim, HttpRequest request)
    {
        var body = await FaultBody.ReadAsync(request, "do", "depth");
        body.Choice<Action>(
            "do",
            ("halt", sim.Chain.Halt),
            ("resume", sim.Chain.Resume),
            ("reorg", () => sim.Chain.Reorg(body.Whole("depth", 1, 2))))();
        return Done(sim);
    }

    private static async Task<IResult> SignerAsync(SimHost sim, HttpRequest request)
    {
        var body = await FaultBody.ReadAsync(request, "signer", "state", "how", "each");
        var state = body.Choice<Func<SignerState>>(
            "state",
            ("ok", () => new SignerState.Ok()),
            ("without-key", () => new SignerState.WithoutKey()),
            ("refusing", () => new SignerState.Refusing()),
            ("flapping", () => new SignerState.Flapping(body.Has("each") ? body.Duration("each") : TimeSpan.FromSeconds(60), How(body))),
            ("down", () => new SignerState.Down(How(body))))();
        if (state is SignerState.Flapping { Each.Ticks: <= 0 })
        {
            throw new BadFaultException("\"each\" must be longer than nothing");
        }

        if (!body.Has("signer"))
        {
            sim.Signer.State = state;
        }
        else
        {
            var unit = sim.Signer.Find(body.Text("signer")) ?? throw new BadFaultException($"there is no such signer; there are {string.Join(", ", sim.Signer.Units.Select(u => u.Name))}");
            unit.State = state;
        }

        return Done(sim);
    }

    private static async Task<IResult> ProtocolAsync(SimHost sim, HttpRequest request)
    {
        var body = await FaultBody.ReadAsync(request, "number", "cycle", "blockDelaySeconds");
        var protocol = ProtocolVersion.Of(body.Whole("number", 5, 25));
        TimeSpan? delay = body.Has("blockDelaySeconds") ? TimeSpan.FromSeconds(body.Whole("blockDelaySeconds", 1, 600)) : null;
        try
        {
            sim.Chain.Activate(protocol.With(delay), body.Whole("cycle", 0, 1_000_000));
        }
        catch (ArgumentException e)
        {
            throw new BadFaultException(e.Message);
        }

        return Done(sim);
    }

    private static async Task<IResult> AllBakersAttestAsync(SimHost sim, HttpRequest request)
    {
        var body = await FaultBody.ReadAsync(request, "fromCycle");
        sim.Chain.AllBakersAttest(body.Has("fromCycle") ? body.Whole("fromCycle", 0, 1_000_000) : null);
        return Done(sim);
    }

    private static IResult Done(SimHost sim)
    {
        var (chain, head) = (sim.Chain, sim.Chain.Head);
        return BlockCall.Json(new JsonObject
        {
            ["scenario"] = sim.Scenario.Name,
            ["seed"] = chain.Plan.Seed,
            ["now"] = RpcJson.Time(sim.Time.GetUtcNow()),
            ["speed"] = (sim.Time as VirtualTime)?.Speed,
            ["baker"] = chain.Watched.Address,
            ["head"] = new JsonObject
            {
                ["level"] = head.Level,
                ["hash"] = chain.Names.Block(head.Level, head.Variant),
                ["timestamp"] = RpcJson.Time(head.Unix),
                ["round"] = head.Round,
                ["cycle"] = chain.Cycles.SpanAt(head.Level).Cycle.Value,
            },
            ["halted"] = chain.IsHalted,
            ["allBakersAttestFrom"] = chain.AllBakersAttestFrom,
            ["protocols"] = RpcJson.Array(chain.Cycles.Activations.Select(a => (JsonNode?)new JsonObject { ["number"] = a.Protocol.Number, ["cycle"] = a.Cycle, ["level"] = a.FirstLevel })),
            ["nodes"] = RpcJson.Array(sim.Nodes.All.Select(n => (JsonNode?)new JsonObject { ["name"] = n.Name, ["fault"] = n.Fault.ToString(), ["secure"] = n.Secure, ["peers"] = n.Peers })),
            ["signer"] = sim.Signer.State.ToString(),
            ["signers"] = RpcJson.Array(sim.Signer.Units.Select(u => (JsonNode?)new JsonObject { ["name"] = u.Name, ["state"] = u.State.ToString(), ["now"] = u.Now.ToString() })),
        });
    }

    private static JsonNode? Describe(Baker baker) => new JsonObject
    {
        ["address"] = baker.Address,
        ["stake"] = RpcJson.Big(baker.Stake),
        ["consensusKey"] = baker.ConsensusKey,
    };
}
