using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace BakeWindow.Cli.Agent;

/// <summary>YAML as JSON, by the parser's events: no reflection, so that the program can be compiled ahead of time. Anchors and tags, which no kubeconfig has, are refused.</summary>
internal static class KubeYaml
{
    private const int Deepest = 32;

    /// <summary>Reads one document.</summary>
    /// <exception cref="FormatException">It is no YAML, or more than is needed here.</exception>
    public static JsonNode? Read(string text)
    {
        try
        {
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
            {
                return null;
            }

            parser.Consume<DocumentStart>();
            var root = Node(parser, 0);
            parser.Consume<DocumentEnd>();
            return root;
        }
        catch (YamlException e)
        {
            throw new FormatException($"line {e.Start.Line}: {e.Message}", e);
        }
    }

    private static JsonNode? Node(Parser parser, int depth)
    {
        if (depth > Deepest)
        {
            throw new FormatException($"it is nested deeper than {Deepest}");
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return Value(scalar);
        }

        if (parser.TryConsume<SequenceStart>(out _))
        {
            var list = new JsonArray();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                list.Add(Node(parser, depth + 1));
            }

            return list;
        }

        if (parser.TryConsume<MappingStart>(out _))
        {
            var map = new JsonObject();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                map[parser.Consume<Scalar>().Value] = Node(parser, depth + 1);
            }

            return map;
        }

        throw new FormatException("it has an anchor, which is not read here: write it out");
    }

    // What is plain may be more than a text; a kubeconfig has truth values besides, and numbers nowhere.
    private static JsonValue? Value(Scalar scalar) => scalar is not { Style: ScalarStyle.Plain } ? JsonValue.Create(scalar.Value) : scalar.Value switch
    {
        "" or "null" or "~" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        var text => JsonValue.Create(text),
    };
}
