using System.Net;
using System.Net.Sockets;

namespace BakeWindow.Web.Access;

/// <summary>The network that counts as one caller where callers are told apart by address: an IPv4 address is one, of IPv6 a whole /64 is, because whoever has one address there has all of them.</summary>
internal static class CallersNetwork
{
    private const int PrefixBytes = 8;

    /// <summary>The network of an address; <see cref="IPAddress.None"/> where there is none.</summary>
    public static IPAddress Of(IPAddress? address)
    {
        if (address is null)
        {
            return IPAddress.None;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(PrefixBytes).Clear();
        return new IPAddress(bytes);
    }
}
