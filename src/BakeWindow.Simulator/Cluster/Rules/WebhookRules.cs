using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Admission;
using BakeWindow.Simulator.Cluster.Api;
using BakeWindow.Simulator.Cluster.Cel;

namespace BakeWindow.Simulator.Cluster.Rules;

/// <summary>What a ValidatingWebhookConfiguration must say, and what the server adds to it.</summary>
internal static class WebhookRules
{
    public static IEnumerable<Cause> Check(JsonObject body) => body.Rows("webhooks").SelectMany((hook, index) => Check(hook, $"webhooks[{index}]"));

    public static void Complete(JsonObject body)
    {
        foreach (var hook in body.Rows("webhooks").OfType<JsonObject>())
        {
            hook["failurePolicy"] ??= "Fail";
            hook["timeoutSeconds"] ??= 10;
            CompleteScope(hook, "rules");
            if (hook.Part("clientConfig", "service") is { } service)
            {
                service["port"] ??= 443;
            }
        }
    }

    /// <summary>What a webhook, a policy and a binding have in common.</summary>
    public static void CompleteScope(JsonObject part, string rules)
    {
        part["matchPolicy"] ??= "Equivalent";
        part["namespaceSelector"] ??= new JsonObject();
        part["objectSelector"] ??= new JsonObject();
        foreach (var rule in part.Rows(rules).OfType<JsonObject>())
        {
            rule["scope"] ??= "*";
        }
    }

    /// <summary>What is wrong with expressions in a list.</summary>
    public static IEnumerable<Cause> Expressions(JsonNode? part, string list, string at, IReadOnlyCollection<string> variables, string field = "expression")
    {
        var rows = part.Rows(list);
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Text(field) is { } text && Problem(text, variables) is { } problem)
            {
                yield return Cause.Invalid($"{at}{list}[{i}].{field}", $"\"{text}\"", problem);
            }
        }
    }

    private static IEnumerable<Cause> Check(JsonNode? hook, string at)
    {
        var name = hook.Text("name") ?? "";
        if (name.Split('.').Length < 3)
        {
            yield return Cause.Invalid($"{at}.name", $"\"{name}\"", "should be a domain with at least three segments separated by dots");
        }

        if (!hook.Rows("admissionReviewVersions").Any(row => row.Text() == "v1"))
        {
            yield return Cause.Invalid($"{at}.admissionReviewVersions", "[]", "must include at least one of v1, v1beta1");
        }

        if (hook.Text("sideEffects") is not ("None" or "NoneOnDryRun"))
        {
            yield return hook.Text("sideEffects") is { } effects
                ? Cause.Unsupported($"{at}.sideEffects", $"\"{effects}\"", "None", "NoneOnDryRun")
                : Cause.Required($"{at}.sideEffects", "must specify one of None, NoneOnDryRun");
        }

        if (hook.Text("failurePolicy") is not (null or "Fail" or "Ignore") and { } policy)
        {
            yield return Cause.Unsupported($"{at}.failurePolicy", $"\"{policy}\"", "Fail", "Ignore");
        }

        if (hook.Whole("timeoutSeconds") is { } seconds and (< 1 or > 30))
        {
            yield return Cause.Invalid($"{at}.timeoutSeconds", seconds.ToString(CultureInfo.InvariantCulture), "the timeout value must be between 1 and 30 seconds");
        }

        foreach (var cause in Client(hook.Part("clientConfig"), $"{at}.clientConfig").Concat(Expressions(hook, "matchConditions", $"{at}.", AdmissionVariables.OfWebhooks)))
        {
            yield return cause;
        }
    }

    private static IEnumerable<Cause> Client(JsonObject? config, string at)
    {
        if (config.Text("url") is null == config.Part("service") is null)
        {
            yield return Cause.Required($"{at}", "exactly one of url or service is required");
        }

        if (config.Text("url") is { } url)
        {
            var parts = new Uri(url, UriKind.RelativeOrAbsolute);
            if (!parts.IsAbsoluteUri || parts.Scheme != Uri.UriSchemeHttps)
            {
                yield return Cause.Invalid($"{at}.url", $"\"{(parts.IsAbsoluteUri ? parts.Scheme : url)}\"", "'https' is the only allowed URL scheme; desired format: https://host[/path]");
            }

            if (parts.IsAbsoluteUri && parts.Query.Length > 0)
            {
                yield return Cause.Invalid($"{at}.url", $"\"{parts.Query[1..]}\"", "query parameters are not permitted in the URL");
            }
        }

        if (config.Text("caBundle") is { Length: > 0 } bundle && !HoldsCertificates(bundle))
        {
            yield return Cause.Invalid($"{at}.caBundle", "<bytes>", "unable to load root certificates: unable to parse bytes as PEM block");
        }
    }

    private static bool HoldsCertificates(string bundle)
    {
        try
        {
            var found = new X509Certificate2Collection();
            found.ImportFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(bundle)));
            return found.Count > 0;
        }
        catch (Exception wrong) when (wrong is FormatException or CryptographicException)
        {
            return false;
        }
    }

    private static string? Problem(string text, IReadOnlyCollection<string> variables)
    {
        try
        {
            CelExpression.Compile(text, variables);
            return null;
        }
        catch (CelException wrong)
        {
            return wrong.Message;
        }
    }
}
