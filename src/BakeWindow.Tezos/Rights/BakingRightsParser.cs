using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Tezos.Rights;

/// <summary>
/// Reads baking rights of every era as they stream in, at about the speed of the tokeniser and in constant memory: a cycle of everybody's rights has megabytes, of which one baker's rows are kept.
/// Shape: <c>[{"level":…,"delegate":"tz…","round":…}, …]</c>; <c>priority</c> instead of <c>round</c> below protocol 012. Anything else in a row is passed over.
/// </summary>
internal static class BakingRightsParser
{
    private const int BufferSize = 64 * 1024;

    private enum Field
    {
        Other,
        Level,
        Delegate,
        Round,
    }

    /// <summary>Reads to the end.</summary>
    /// <exception cref="JsonException">It is not a list of baking rights.</exception>
    public static async ValueTask<List<BakingRight>> ReadAsync(Stream stream, BakingRightsFilter filter, CancellationToken ct)
    {
        var rows = new Rows(filter);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var state = default(JsonReaderState);
            var kept = 0;
            while (true)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(kept), ct);
                var length = kept + read;
                var consumed = rows.Take(buffer.AsSpan(0, length), isLast: read == 0, ref state);
                if (read == 0)
                {
                    return rows.Kept;
                }

                // What is left over is the start of one token; no token of these answers is as long as the buffer.
                kept = length - consumed;
                if (kept == buffer.Length)
                {
                    throw new JsonException($"one value is longer than {buffer.Length} bytes");
                }

                buffer.AsSpan(consumed, kept).CopyTo(buffer);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private sealed class Rows(BakingRightsFilter filter)
    {
        private const int Missing = -1;

        private Field field;
        private int level = Missing;
        private int round = Missing;
        private bool? isOwn;

        public List<BakingRight> Kept { get; } = [];

        public int Take(ReadOnlySpan<byte> bytes, bool isLast, ref JsonReaderState state)
        {
            var reader = new Utf8JsonReader(bytes, isLast, state);
            while (reader.Read())
            {
                // Depth 0 is the list, 1 a row, 2 its fields; deeper is nothing of ours.
                switch (reader.CurrentDepth)
                {
                    case 2:
                        TakeField(ref reader);
                        break;
                    case 1:
                        TakeRow(reader.TokenType);
                        break;
                    case 0 when reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.EndArray):
                        throw new JsonException("not a list of baking rights");
                }
            }

            state = reader.CurrentState;
            return (int)reader.BytesConsumed;
        }

        private void TakeRow(JsonTokenType token)
        {
            switch (token)
            {
                case JsonTokenType.StartObject:
                    (level, round, isOwn) = (Missing, Missing, null);
                    return;
                case JsonTokenType.EndObject when level < 0 || round < 0 || isOwn is null:
                    throw new JsonException("a baking right without level, delegate, or round (priority)");
                case JsonTokenType.EndObject:
                    if (isOwn.Value && filter.Wants(level, round))
                    {
                        Kept.Add(new BakingRight(new Level(level), round));
                    }

                    return;
                default:
                    throw new JsonException("a list of something else than baking rights");
            }
        }

        private void TakeField(ref Utf8JsonReader reader)
        {
            if (reader.TokenType is JsonTokenType.PropertyName)
            {
                field = NameOf(reader.ValueSpan);
                return;
            }

            switch (field)
            {
                case Field.Level:
                    level = NumberOf(ref reader);
                    break;
                case Field.Round:
                    round = NumberOf(ref reader);
                    break;
                case Field.Delegate:
                    isOwn = reader.TokenType is JsonTokenType.String ? filter.IsOf(reader.ValueSpan) : throw new JsonException("a delegate that is no string");
                    break;
            }

            field = Field.Other;
        }

        private static Field NameOf(ReadOnlySpan<byte> name) => name.Length switch
        {
            5 when name.SequenceEqual("level"u8) => Field.Level,
            5 when name.SequenceEqual("round"u8) => Field.Round,
            8 when name.SequenceEqual("delegate"u8) => Field.Delegate,
            8 when name.SequenceEqual("priority"u8) => Field.Round,
            _ => Field.Other,
        };

        private static int NumberOf(ref Utf8JsonReader reader) => reader.TokenType switch
        {
            JsonTokenType.Number when reader.TryGetInt32(out var number) && number >= 0 => number,
            JsonTokenType.String when Utf8Parser.TryParse(reader.ValueSpan, out int number, out var used) && used == reader.ValueSpan.Length && number >= 0 => number,
            _ => throw new JsonException("a level or round that is no whole number"),
        };
    }
}
