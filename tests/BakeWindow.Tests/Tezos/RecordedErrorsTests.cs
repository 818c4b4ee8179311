using System.Text;
using System.Text.Json;
using BakeWindow.Core.Chain;
using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Tests.Tezos;

public sealed class RecordedErrorsTests
{
    [Theory]
    [InlineData(0, 0, 2, 1)]
    [InlineData(1, 30, 38, 36)]
    [InlineData(3, 9, 20, 15)]
    public void Unknown_cycles_tell_the_last_known_one(int index, int oldest, int requested, int latest)
    {
        var unknown = Assert.IsType<RpcException.UnknownSeed>(Of(index));

        Assert.Equal((new Cycle(oldest), new Cycle(requested), new Cycle(latest)), (unknown.Oldest, unknown.Requested, unknown.Latest));
    }

    [Fact]
    public void A_storage_error_is_another_failure() =>
        Assert.Equal(["context.storage_error"], Assert.IsType<RpcException.Failed>(Of(2)).Ids);

    [Fact]
    public void A_body_of_212_994_bytes_that_repeats_itself_is_cut_and_told_once()
    {
        const string one = """{"kind":"permanent","id":"proto.003-PsddFKi3.seed.other_error","oldest":30,"requested":38}""";
        var body = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat(one, 2400))}]");

        var failed = Assert.IsType<RpcException.Failed>(RpcErrors.From("a", "/x", 500, body.AsSpan(0, RpcErrors.BodyLimit)));

        Assert.Equal("a: GET /x: status 500: seed.other_error", failed.Message);
    }

    [Fact]
    public void A_delegate_that_is_not_registered()
    {
        var body = File.ReadAllBytes(Recorded.Path("mainnet-nairobi", "mainnet_head_delegate-tz1N4UfQCahHkRShBanv9QP9TnmXNgCaqCyZ-HTTP500.json"));

        Assert.Equal(["delegate.not_registered"], Assert.IsType<RpcException.Failed>(RpcErrors.From("a", "/x", 500, body)).Ids);
    }

    [Fact]
    public void A_proxys_page_is_told_in_its_first_words()
    {
        var body = File.ReadAllBytes(Recorded.Path("mainnet-nairobi", "mainnet_head_contracts_tz1Re5b99q26dRvMgrNHhGQEnfmKssi4vD9i_balance-HTTP502.txt"));

        var failed = Assert.IsType<RpcException.Failed>(RpcErrors.From("a", "/x", 502, body));

        Assert.StartsWith("a: GET /x: status 502: <!DOCTYPE html> <!--[if lt IE 7]>", failed.Message, StringComparison.Ordinal);
        Assert.InRange(failed.Message.Length, 100, 260);
    }

    private static RpcException Of(int index)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Recorded.Path("errors", "rpc-error-bodies.json")));
        var entry = document.RootElement[index];
        var body = entry.TryGetProperty("body", out var whole) ? whole : entry.GetProperty("body_first_elements");
        return RpcErrors.From("a", "/x", 500, Encoding.UTF8.GetBytes(body.GetRawText()));
    }
}
