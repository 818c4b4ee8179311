using System.Text.Json;
using BakeWindow.Cli.Asking;

namespace BakeWindow.Cli.Agent;

/// <summary>Reads one node object, and can do nothing else.</summary>
internal sealed class KubeClient : IDisposable
{
    private const int MostBody = 8 << 20;

    private readonly KubeHttp http;

    /// <exception cref="NoAnswerException.Usage">The certificate authority can't be read.</exception>
    public KubeClient(KubeAccess access) => http = new KubeHttp(access, MostBody);

    /// <summary>The node as it stands.</summary>
    /// <exception cref="NoAnswerException">It can't be read; then nothing may be done.</exception>
    public async Task<KubeNode> NodeAsync(string name, CancellationToken ct)
    {
        try
        {
            using var response = await http.SendAsync(HttpMethod.Get, $"api/v1/nodes/{Uri.EscapeDataString(name)}", null, ct);
            if (!response.IsSuccessStatusCode)
            {
                throw new NoAnswerException.CannotKnow($"the API server answers {(int)response.StatusCode} to GET nodes/{name}{((int)response.StatusCode is 401 or 403 ? "; the service account needs the verb get on nodes" : "")}");
            }

            await using var body = await response.Content.ReadAsStreamAsync(ct);
            var node = await JsonSerializer.DeserializeAsync(body, CliJson.Default.KubeNode, ct);
            return node is not null && node.Name == name && node.Uid.Length > 0
                ? node
                : throw new NoAnswerException.CannotKnow($"the API server's answer is not node {name}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new NoAnswerException.CannotKnow($"the API server does not answer ({e.Message})", e);
        }
    }

    public void Dispose() => http.Dispose();
}
