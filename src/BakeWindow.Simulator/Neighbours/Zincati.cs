using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Neighbours;

/// <summary>
/// A Fedora CoreOS host with Zincati's fleet_lock strategy: it asks before it reboots and asks again until it is told 200; after every boot it says that it is steady, again and again until it is
/// told 200, and looks for updates only then.
/// </summary>
/// <param name="http">Its base address is the lock service's, with a slash at the end.</param>
/// <param name="id">How the host calls itself.</param>
/// <param name="reboot">Reboots the machine.</param>
public sealed class Zincati(HttpClient http, string id, Action reboot)
{
    /// <summary>It has booted and has not been told that its lock is given back.</summary>
    public bool SaysSteady { get; private set; } = true;

    /// <summary>Why it was told no last.</summary>
    public JsonObject? Refusal { get; private set; }

    /// <summary>One look; an update is waiting.</summary>
    /// <returns>True when it reboots.</returns>
    public async Task<bool> StepAsync()
    {
        if (SaysSteady)
        {
            SaysSteady = await PostAsync("v1/steady-state") != 200;
            return false;
        }

        if (await PostAsync("v1/pre-reboot") != 200)
        {
            return false;
        }

        reboot();
        SaysSteady = true;
        return true;
    }

    private async Task<int> PostAsync(string path)
    {
        var body = new JsonObject { ["client_params"] = new JsonObject { ["group"] = "default", ["id"] = id } };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        request.Headers.Add("fleet-lock-protocol", "true");
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Refusal = answer.IsSuccessStatusCode || text.Length == 0 ? null : JsonNode.Parse(text) as JsonObject;
        return (int)answer.StatusCode;
    }
}
