using System.Collections.Frozen;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace BakeWindow.Web.Configuration.InForce;

/// <summary>What the comments of this program's own members say, from the files that the compiler writes beside it.</summary>
internal sealed partial class Comments
{
    private readonly FrozenDictionary<string, string> all;

    private Comments(FrozenDictionary<string, string> all) => this.all = all;

    /// <summary>Those of this program.</summary>
    public static Comments OfThisProgram => field ??= Read(["BakeWindow.Web.xml", "BakeWindow.Core.xml"]);

    /// <summary>The summary of a property; null when there is none, or the files are not there.</summary>
    public string? Of(Type type, string property) => all.GetValueOrDefault($"P:{type.FullName!.Replace('+', '.')}.{property}");

    private static Comments Read(string[] files)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files.Select(f => Path.Combine(AppContext.BaseDirectory, f)).Where(File.Exists))
        {
            try
            {
                foreach (var member in XDocument.Load(file).Descendants("member"))
                {
                    if (member.Element("summary") is { } summary && (string?)member.Attribute("name") is { } name && name.StartsWith("P:", StringComparison.Ordinal))
                    {
                        found[name] = Words(summary);
                    }
                }
            }
            catch (Exception e) when (e is XmlException or IOException)
            {
                // A page that can't say what a setting is for says the rest all the same.
            }
        }

        return new Comments(found.ToFrozenDictionary(StringComparer.Ordinal));
    }

    private static string Words(XElement summary) => Spaces().Replace(string.Concat(summary.Nodes().Select(n => n switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see when (string?)see.Attribute("cref") is { } cref => cref[(cref.LastIndexOf('.') + 1)..],
        XElement element => element.Value,
        _ => "",
    })), " ").Trim();

    [GeneratedRegex("\\s+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Spaces();
}
