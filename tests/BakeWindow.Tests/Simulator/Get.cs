using System.Text.Json.Nodes;

namespace BakeWindow.Tests.Simulator;

/// <summary>Plain HTTP against a simulator, as anybody would speak it.</summary>
internal static class Get
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(30) };

    public static async Task<JsonNode> JsonAsync(string url)
    {
        using var response = await Http.GetAsync(url);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{url} answered {(int)response.StatusCode}: {text[..Math.Min(300, text.Length)]}");
        return JsonNode.Parse(text)!;
    }

    public static Task<HttpResponseMessage> RawAsync(string url) => Http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);

    public static Task<HttpResponseMessage> PostAsync(string url, string json) =>
        Http.PostAsync(url, new StringContent(json, System.Text.Encoding.UTF8, "application/json"));
}
