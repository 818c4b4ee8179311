using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;

namespace BakeWindow.Web.Api;

/// <summary>Bodies and queries that can't be read, in words: what was wrong, where, and what would be right. The framework's own words speak of parameters and types of ours.</summary>
internal sealed partial class BadRequests : IExceptionHandler
{
    private static readonly Type[] Bodies = [typeof(MaintenanceBody), typeof(DecisionBody), typeof(TokenBody), typeof(AcceptBody), typeof(WhatIfBody), typeof(FreezeBody), typeof(GlassBody)];

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not BadHttpRequestException bad)
        {
            return false;
        }

        await TypedResults.Problem(Words(bad), statusCode: bad.StatusCode, title: "Bad request").ExecuteAsync(httpContext);
        return true;
    }

    internal static string Words(BadHttpRequestException bad) => bad switch
    {
        { InnerException: JsonException json } when UnknownField().Match(json.Message) is { Success: true } m =>
            $"The field \"{Shown(m.Groups["name"].Value)}\" is not known; there are {string.Join(", ", FieldsOf(m.Groups["type"].Value))}.",
        { InnerException: JsonException json } => $"The body is not the JSON that is wanted, at {Place(json)}. See /openapi/v1.json for its shape.",
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => "The body is longer than 64 KiB; nothing that is asked for here is.",
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => "Send the body as JSON, with Content-Type: application/json.",
        _ when Unbound().Match(bad.Message) is { Success: true } m => $"\"{m.Groups["name"].Value}\" can't be read from \"{Shown(m.Groups["value"].Value)}\"; write a {(m.Groups["type"].Value.StartsWith("int", StringComparison.Ordinal) ? "whole number" : "value as /openapi/v1.json tells")}.",
        _ => "The body is missing or empty; send JSON as /openapi/v1.json tells.",
    };

    private static string Place(JsonException json) => string.IsNullOrEmpty(json.Path) || json.Path == "$" ? $"line {json.LineNumber + 1}, byte {json.BytePositionInLine}" : Shown(json.Path);

    private static IEnumerable<string> FieldsOf(string type) =>
        (Array.Find(Bodies, b => type.EndsWith(b.Name, StringComparison.Ordinal)) ?? typeof(MaintenanceBody)).GetProperties().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name));

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";

    [GeneratedRegex("property '(?<name>[^']*)' could not be mapped .* type '(?<type>[^']*)'", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UnknownField();

    [GeneratedRegex("Failed to bind parameter \"(?<type>\\S+) (?<name>\\w+)\" from \"(?<value>.*)\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Unbound();
}
