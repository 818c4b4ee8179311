using System.Text.Json;
using BakeWindow.Core.Wire;
using BakeWindow.Tests.Tezos;

namespace BakeWindow.Tests.Cli;

public sealed class SignersTests
{
    [Fact]
    public async Task A_path_is_shown_part_by_part_with_its_rest_and_as_json()
    {
        await using var server = await FakeNode.StartAsync();
        var document = new SignersDocument
        {
            At = Run.Now,
            Bakers =
            [
                new SignersDocument.PathDocument
                {
                    Baker = "alpha", Standing = "degraded", Code = "redundancy-lost", Words = "behind haproxy 1 of 2 servers up; down: signer-b", Since = Run.Now.AddMinutes(-2),
                    Rest = new SignersDocument.RestPart("duty", "a duty is within 2 levels", 103, Run.Now.AddSeconds(18)),
                    Parts = [new SignersDocument.PartDocument("forwarder", "key", "tz1abc", true, "well", "key-served", "200: the key is loaded", Run.Now.AddMinutes(-5), Run.Now, 4, false)],
                },
            ],
        };
        server.Answer("/api/v1/signers", JsonSerializer.Serialize(document, WireJson.Plain.SignersDocument));
        var run = new Run();

        Assert.Equal(0, await run.StartAsync("signers", "--server", server.Address.ToString()));
        Assert.All(["alpha", "degraded", "1 of 2 servers", "Left in peace: a duty is within 2 levels", "key tz1abc", "5 min", "anybody may ask it to sign"], part => Assert.Contains(part, run.Out, StringComparison.Ordinal));

        var json = new Run();
        Assert.Equal(0, await json.StartAsync("signers", "--json", "--server", server.Address.ToString()));
        Assert.Equal("redundancy-lost", JsonSerializer.Deserialize(json.Out, WireJson.Plain.SignersDocument)!.Bakers[0].Code);
    }
}
