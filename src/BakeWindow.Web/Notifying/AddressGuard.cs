using System.Net;
using System.Net.Sockets;

namespace BakeWindow.Web.Notifying;

/// <summary>
/// Opens connections to where people are told, and to nowhere else: the name is looked up at the connection itself, and only to an address that was judged is connected, so that a name which
/// changes its address meanwhile leads nowhere new.
/// </summary>
internal static class AddressGuard
{
    // What clouds answer their machines' secrets at, beyond the addresses of the link; nobody is told anything there.
    private static readonly IPAddress[] Metadata = [IPAddress.Parse("168.63.129.16"), IPAddress.Parse("100.100.100.200"), IPAddress.Parse("192.0.0.192"), IPAddress.Parse("fd00:ec2::254"), IPAddress.Parse("fd20:ce::254")];

    private static readonly IPNetwork[] Never =
    [
        .. new[] { "0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4", "::/128", "fe80::/10", "ff00::/8", "64:ff9b:1::/48", "2001::/32" }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork[] Private =
    [
        .. new[] { "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "::1/128", "fc00::/7", "fec0::/10" }.Select(IPNetwork.Parse),
    ];

    /// <summary>Why an address is refused; null: it is not.</summary>
    public static string? WhyNot(IPAddress address, bool allowPrivate)
    {
        var plain = Plain(address);
        return Array.Exists(Metadata, m => m.Equals(plain)) || Array.Exists(Never, n => n.Contains(plain)) ? "it is an address of the link, of a cloud's metadata, or of many"
            : !allowPrivate && Array.Exists(Private, n => n.Contains(plain)) ? "it is an address of this machine or of a private network, and the channel has no AllowPrivate=true"
            : null;
    }

    /// <summary>Connects.</summary>
    /// <exception cref="NotDeliveredException">No address of the name may be connected to, or none answers.</exception>
    public static async Task<Socket> ConnectAsync(string host, int port, bool allowPrivate, CancellationToken ct)
    {
        IPAddress[] found;
        try
        {
            found = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, ct);
        }
        catch (SocketException e)
        {
            throw new NotDeliveredException($"its name can't be looked up ({e.SocketErrorCode})");
        }

        string? why = null;
        foreach (var address in found.Take(8))
        {
            if (WhyNot(address, allowPrivate) is { } refused)
            {
                why ??= refused;
                continue;
            }

            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(address, port, ct);
                return socket;
            }
            catch (SocketException e)
            {
                socket.Dispose();
                why = $"it can't be reached ({e.SocketErrorCode})";
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw new NotDeliveredException(why ?? "its name has no address");
    }

    // An IPv4 address in the clothes of IPv6 is that IPv4 address: mapped, translated (64:ff9b::/96) or tunnelled (2002::/16).
    private static IPAddress Plain(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        return bytes.AsSpan(0, 12).SequenceEqual((ReadOnlySpan<byte>)[0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]) ? new IPAddress(bytes.AsSpan(12, 4))
            : bytes[0] == 0x20 && bytes[1] == 0x02 ? new IPAddress(bytes.AsSpan(2, 4))
            : bytes.AsSpan(0, 12).IndexOfAnyExcept((byte)0) < 0 && !IPAddress.IPv6Loopback.Equals(address) && !IPAddress.IPv6Any.Equals(address) ? new IPAddress(bytes.AsSpan(12, 4))
            : new IPAddress(bytes);
    }
}
