using BakeWindow.Web.Api;
using Microsoft.AspNetCore.Http;

namespace BakeWindow.Tests.Web;

public sealed class BadRequestsTests
{
    [Theory]
    [InlineData("Implicit body inferred for parameter \"body\" but no body was provided. Did you mean to use a Service instead?", 400, "The body is missing or empty")]
    [InlineData("Failed to bind parameter \"int take\" from \"1e9\".", 400, "\"take\" can't be read from \"1e9\"; write a whole number")]
    [InlineData("Request body too large. The max request body size is 65536 bytes.", 413, "64 KiB")]
    public void The_framework_s_words_are_told_in_ours(string message, int status, string expected)
    {
        var words = BadRequests.Words(new BadHttpRequestException(message, status));

        Assert.Contains(expected, words, StringComparison.Ordinal);
        Assert.DoesNotContain("parameter", words, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_field_is_named_beside_those_that_there_are()
    {
        var inner = new System.Text.Json.JsonException("The JSON property 'for' could not be mapped to any .NET member contained in type 'BakeWindow.Web.Api.MaintenanceBody'.");

        Assert.Equal("The field \"for\" is not known; there are node, action, need, notBefore, deadline, urgency, reason, workload, pool, each, hold.", BadRequests.Words(new BadHttpRequestException("x", 400, inner)));
    }
}
