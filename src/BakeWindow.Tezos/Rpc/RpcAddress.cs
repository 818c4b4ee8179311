using System.Net.Http.Headers;
using System.Text;

namespace BakeWindow.Tezos.Rpc;

/// <summary>Where a source is: user info becomes a header, a query (an API key) is added to every call. Neither is ever shown.</summary>
internal sealed class RpcAddress
{
    private readonly string root;
    private readonly string query;

    public RpcAddress(Uri address)
    {
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException("an RPC address must be absolute and start with http:// or https://", nameof(address));
        }

        root = address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
        query = address.Query.TrimStart('?');
        Credentials = address.UserInfo.Length == 0
            ? null
            : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo))));
    }

    public AuthenticationHeaderValue? Credentials { get; }

    public Uri For(string path) =>
        new(query.Length == 0 ? root + path : root + path + (path.Contains('?', StringComparison.Ordinal) ? '&' : '?') + query);
}
