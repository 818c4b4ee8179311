using System.Text.Json.Nodes;
using BakeWindow.Kubernetes.Dialects;

namespace BakeWindow.Tests.Kubernetes.Dialects;

/// <summary>Flags, versions and durations as manifests write them.</summary>
public sealed class ContainerReadingTests
{
    [Fact]
    public void Flags_are_read_in_every_form_the_last_one_wins_and_variables_come_after_them()
    {
        var kured = ContainerReading.Of(Workload("""["/usr/bin/kured","--period=1h","--drain-timeout","5m","--force-reboot","-concurrency=2","--period=2m"]"""), "kured")!;
        Assert.Equal("2m", kured.Flag("period"));
        Assert.Equal("5m", kured.Flag("drain-timeout"));
        Assert.Equal("true", kured.Flag("force-reboot"));
        Assert.Equal("2", kured.Flag("concurrency"));
        Assert.Equal("30m", kured.Flag("lock-ttl", "KURED_"));
        Assert.Equal("2m", kured.Flag("period", "KURED_"));
        Assert.Null(kured.Flag("lock-ttl"));
    }

    [Theory]
    [InlineData("ghcr.io/kubereboot/kured:1.23.0", "1.23.0")]
    [InlineData("registry:5000/kured", null)]
    [InlineData("kured:v1.2@sha256:abc", "1.2")]
    public void The_version_is_the_images_tag(string image, string? version) => Assert.Equal(version, ContainerReading.Of(Workload("[]", image), "kured")!.Version);

    [Fact]
    public void Another_image_is_another_workload() => Assert.Null(ContainerReading.Of(Workload("[]", "example.test/not-kured:1"), "kured"));

    [Theory]
    [InlineData("0", 0.0)]
    [InlineData("1h30m", 5400.0)]
    [InlineData("1.5m", 90.0)]
    [InlineData("500ms", 0.5)]
    [InlineData("soon", null)]
    [InlineData("5", null)]
    [InlineData("", null)]
    public void Durations_are_read_as_Go_reads_them(string text, double? seconds) => Assert.Equal(seconds, GoDuration.Read(text)?.TotalSeconds);

    private static JsonObject Workload(string command, string image = "ghcr.io/kubereboot/kured:1.23.0") => (JsonObject)JsonNode.Parse(
        """
        {"spec":{"template":{"spec":{"containers":[{"name":"k","image":"IMAGE","command":COMMAND,
        "env":[{"name":"KURED_LOCK_TTL","value":"30m"},{"name":"KURED_PERIOD","value":"9h"},{"name":"KURED_NODE_ID","valueFrom":{}}]}]}}}}
        """.Replace("IMAGE", image, StringComparison.Ordinal).Replace("COMMAND", command, StringComparison.Ordinal))!;
}
