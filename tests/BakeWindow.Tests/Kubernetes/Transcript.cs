using System.Net;
using System.Text;
using System.Text.Json;
using BakeWindow.Kubernetes.Watching;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>A recorded conversation with a real API server, read in place.</summary>
internal sealed class Transcript
{
    private readonly JsonElement steps;

    private Transcript(JsonElement steps) => this.steps = steps;

    public static Transcript Of(string name)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Recorded.Path("kubernetes", name + ".json")));
        return new Transcript(file.RootElement.GetProperty("steps").Clone());
    }

    /// <summary>Every object of a kind that an answer or a watch line holds, in order.</summary>
    public List<T> All<T>(string kind)
        where T : IKubernetesObject
    {
        var found = new List<T>();
        foreach (var response in Responses())
        {
            Collect(response.TryGetProperty("body", out var body) ? body : default);
            foreach (var line in Lines(response))
            {
                Collect(line.GetProperty("object"));
            }
        }

        return found;

        void Collect(JsonElement one)
        {
            if (one.ValueKind == JsonValueKind.Object && one.TryGetProperty("kind", out var k) && k.ValueEquals(kind) && !(one.TryGetProperty("spec", out var spec) && spec.ValueKind == JsonValueKind.String))
            {
                found.Add(KubernetesJson.Deserialize<T>(one));
            }
        }
    }

    /// <summary>Every answer with that status, as status and body text.</summary>
    public List<(HttpStatusCode Status, string Body)> Answers(int status) =>
        [.. Responses().Where(r => r.GetProperty("status").GetInt32() == status).Select(r => ((HttpStatusCode)status, Text(r.GetProperty("body"))))];

    /// <summary>Every line of every watch of one type, as the server sent it.</summary>
    public List<byte[]> WatchLines(string type) =>
        [.. Responses().SelectMany(Lines).Where(l => l.GetProperty("type").ValueEquals(type)).Select(l => Encoding.UTF8.GetBytes(l.GetRawText()))];

    private IEnumerable<JsonElement> Responses() => steps.EnumerateArray().Where(s => s.TryGetProperty("response", out _)).Select(s => s.GetProperty("response"));

    private static IEnumerable<JsonElement> Lines(JsonElement response) =>
        response.TryGetProperty("lines", out var lines) && lines.ValueKind == JsonValueKind.Array ? lines.EnumerateArray().Select(l => l.GetProperty("event")) : [];

    private static string Text(JsonElement body) => body.ValueKind == JsonValueKind.String ? body.GetString()! : body.GetRawText();
}
