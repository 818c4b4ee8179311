using System.Net;
using BakeWindow.Web.Notifying;

namespace BakeWindow.Tests.Notifying;

/// <summary>Where notices may go.</summary>
public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("::1")]
    [InlineData("fd12::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("2002:0a00:0001::1")]
    public void This_machine_and_private_networks_want_to_be_allowed(string address)
    {
        Assert.NotNull(AddressGuard.WhyNot(IPAddress.Parse(address), allowPrivate: false));
        Assert.Null(AddressGuard.WhyNot(IPAddress.Parse(address), allowPrivate: true));
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.170.2")]
    [InlineData("fe80::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("168.63.129.16")]
    [InlineData("100.100.100.200")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("::169.254.169.254")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("ff02::1")]
    public void The_link_metadata_and_many_are_never_told_anything(string address)
    {
        Assert.NotNull(AddressGuard.WhyNot(IPAddress.Parse(address), allowPrivate: false));
        Assert.NotNull(AddressGuard.WhyNot(IPAddress.Parse(address), allowPrivate: true));
    }

    [Theory]
    [InlineData("93.184.216.34")]
    [InlineData("2606:2800:220:1:248:1893:25c8:1946")]
    public void The_rest_of_the_world_may_be_told(string address) => Assert.Null(AddressGuard.WhyNot(IPAddress.Parse(address), allowPrivate: false));

    [Fact]
    public async Task A_name_is_judged_by_its_address_at_the_connection()
    {
        var why = (await Assert.ThrowsAsync<NotDeliveredException>(() => AddressGuard.ConnectAsync("localhost", 9, allowPrivate: false, default))).Message;
        Assert.Contains("AllowPrivate", why, StringComparison.Ordinal);
        Assert.DoesNotContain("localhost", why, StringComparison.Ordinal);
    }
}
