using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace BakeWindow.Storage;

/// <summary>Instants as milliseconds since 1970 (UTC), because SQLite can neither compare nor order a <see cref="DateTimeOffset"/>. What is finer than a millisecond is dropped.</summary>
internal sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(at => at.ToUnixTimeMilliseconds(), ms => DateTimeOffset.FromUnixTimeMilliseconds(ms));
