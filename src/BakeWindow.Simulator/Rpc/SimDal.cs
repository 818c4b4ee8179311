using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Rpc;

/// <summary>A DAL node as a health probe sees it, below <c>/dal</c>: a status and the checks behind it.</summary>
public sealed class SimDal
{
    private volatile string status = "up";

    /// <summary>What it says of itself: up, degraded or down; empty: it cuts the connection.</summary>
    public string Status
    {
        get => status;
        set => status = value is "up" or "degraded" or "down" or "" ? value : throw new ArgumentException($"a DAL node is up, degraded or down, not \"{value}\"", nameof(value));
    }

    internal void Map(WebApplication app) => app.MapGet("/dal/health", async (HttpContext http) =>
    {
        if (Status.Length == 0)
        {
            await Outage.PlayAsync(http, DownHow.Abort);
            return Results.Empty;
        }

        return BlockCall.Json(new JsonObject
        {
            ["status"] = Status,
            ["checks"] = new JsonArray(Check("p2p", Status is "up"), Check("topics", true), Check("gossipsub", Status is not "down")),
        });
    });

    private static JsonObject Check(string name, bool well) => new() { ["name"] = name, ["status"] = well ? "up" : "ko" };
}
