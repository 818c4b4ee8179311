using System.Text.Encodings.Web;
using System.Text.Json;

namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>How documents are written on the wire.</summary>
internal static class Wire
{
    public static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
