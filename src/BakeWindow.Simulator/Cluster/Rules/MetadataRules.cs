using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BakeWindow.Simulator.Cluster.Api;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Rules;

/// <summary>What names, labels, annotations and owners may be.</summary>
internal static partial class MetadataRules
{
    private const int AnnotationBytes = 256 * 1024;

    private const string NameRule =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string LabelRule =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private const string KeyRule =
        "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') "
        + "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";

    public static IEnumerable<Cause> Check(ResourceKind resource, JsonObject body)
    {
        if (body.Name().Length == 0)
        {
            yield return Cause.Required("metadata.name", "name or generateName is required");
        }
        else if (!resource.TakesAnyName && (body.Name().Length > 253 || !Subdomain().IsMatch(body.Name())))
        {
            yield return Cause.Invalid("metadata.name", $"\"{body.Name()}\"", NameRule);
        }

        foreach (var (key, value) in body.Part("metadata", "labels") ?? [])
        {
            if (!Key().IsMatch(key))
            {
                yield return Cause.Invalid("metadata.labels", $"\"{key}\"", KeyRule);
            }

            if (value.Text() is { } text && (text.Length > 63 || !LabelValue().IsMatch(text)))
            {
                yield return Cause.Invalid("metadata.labels", $"\"{text}\"", LabelRule);
            }
        }

        var size = 0;
        foreach (var (key, value) in body.Part("metadata", "annotations") ?? [])
        {
            size += key.Length + (value.Text()?.Length ?? 0);
            if (!Key().IsMatch(key))
            {
                yield return Cause.Invalid("metadata.annotations", $"\"{key}\"", KeyRule);
            }
        }

        if (size > AnnotationBytes)
        {
            yield return Cause.TooLong("metadata.annotations", AnnotationBytes);
        }

        foreach (var owner in body.Rows("metadata", "ownerReferences"))
        {
            if (string.IsNullOrEmpty(owner.Text("uid")))
            {
                yield return Cause.Invalid("metadata.ownerReferences.uid", "\"\"", "uid must not be empty");
            }
        }
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LabelValue();

    [GeneratedRegex(@"^([a-z0-9A-Z]([-a-z0-9A-Z]*[a-z0-9A-Z])?(\.[a-z0-9A-Z]([-a-z0-9A-Z]*[a-z0-9A-Z])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Key();
}
