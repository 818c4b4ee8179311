using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>
/// DeleteOptions in the API's protobuf: four bytes "k8s\0", then a runtime.Unknown (field 2 holds the message). Field numbers as in
/// k8s.io/apimachinery meta/v1 generated.proto.
/// </summary>
internal static class DeleteOptionsProtobuf
{
    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    public static JsonObject Read(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(Magic))
        {
            throw Refusals.BadRequest("the body is not the API's protobuf: the first four bytes must be \"k8s\\0\"");
        }

        var options = new JsonObject();
        foreach (var field in Fields(body[Magic.Length..]))
        {
            if (field.Number == 2)
            {
                ReadOptions(field.Bytes, options);
            }
        }

        return options;
    }

    private static void ReadOptions(byte[] message, JsonObject options)
    {
        foreach (var field in Fields(message))
        {
            switch (field.Number)
            {
                case 1:
                    options["gracePeriodSeconds"] = (long)field.Varint;
                    break;
                case 2:
                    options["preconditions"] = Preconditions(field.Bytes);
                    break;
                case 4:
                    options["propagationPolicy"] = Encoding.UTF8.GetString(field.Bytes);
                    break;
                case 5:
                    if (options["dryRun"] is not JsonArray)
                    {
                        options["dryRun"] = new JsonArray();
                    }

                    options["dryRun"]!.AsArray().Add((JsonNode)Encoding.UTF8.GetString(field.Bytes));
                    break;
            }
        }
    }

    private static JsonObject Preconditions(byte[] message)
    {
        var preconditions = new JsonObject();
        foreach (var field in Fields(message))
        {
            if (field.Number is 1 or 2)
            {
                preconditions[field.Number == 1 ? "uid" : "resourceVersion"] = Encoding.UTF8.GetString(field.Bytes);
            }
        }

        return preconditions;
    }

    private static List<Field> Fields(ReadOnlySpan<byte> message)
    {
        var fields = new List<Field>();
        while (message.Length > 0)
        {
            var tag = Varint(ref message);
            switch (tag & 7)
            {
                case 0:
                    fields.Add(new Field((int)(tag >> 3), Varint(ref message), []));
                    break;
                case 2:
                    fields.Add(new Field((int)(tag >> 3), 0, Take(ref message, Varint(ref message)).ToArray()));
                    break;
                case 5:
                    fields.Add(new Field((int)(tag >> 3), BinaryPrimitives.ReadUInt32LittleEndian(Take(ref message, 4)), []));
                    break;
                case 1:
                    fields.Add(new Field((int)(tag >> 3), BinaryPrimitives.ReadUInt64LittleEndian(Take(ref message, 8)), []));
                    break;
                default:
                    throw Broken();
            }
        }

        return fields;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> message, ulong count)
    {
        if (count > (ulong)message.Length)
        {
            throw Broken();
        }

        var taken = message[..(int)count];
        message = message[(int)count..];
        return taken;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> message)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Take(ref message, 1)[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw Broken();
    }

    private static ApiRefusal Broken() => Refusals.BadRequest("the protobuf of DeleteOptions is broken");

    private readonly record struct Field(int Number, ulong Varint, byte[] Bytes);
}
