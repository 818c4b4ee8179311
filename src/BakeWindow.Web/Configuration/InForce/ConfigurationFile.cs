using System.Text.Json;

namespace BakeWindow.Web.Configuration.InForce;

/// <summary>
/// The file that <c>BAKEWINDOW_CONFIG</c> names, as it was read at the start and as it is now. A change is looked at and told, and takes effect at the next start only: what protects a baker must not
/// change under it by a half-written file.
/// </summary>
/// <param name="path">The file; null: none is named.</param>
/// <param name="args">The command line, which beats the file.</param>
public sealed class ConfigurationFile(string? path, string[] args)
{
    private readonly IReadOnlyDictionary<string, string> atStart = path is null ? new Dictionary<string, string>() : SettingsInForce.Flat(Read(path, args));
    private readonly Lock gate = new();
    private (DateTime Written, long Size)? seen = path is null ? null : Stamp(path);
    private FileState state = path is null ? new FileState.None() : new FileState.AsRead(path);

    /// <summary>How the file stands now; read again only when it has been written.</summary>
    public FileState Now
    {
        get
        {
            if (path is null)
            {
                return state;
            }

            lock (gate)
            {
                var now = Stamp(path);
                if (now != seen)
                {
                    (seen, state) = (now, Look(path));
                }

                return state;
            }
        }
    }

    /// <summary>The configuration as a start would read it: the file, then what beats it.</summary>
    /// <exception cref="InvalidDataException">The file is no JSON.</exception>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static IConfigurationRoot Read(string file, string[] args) =>
        new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(file), optional: false).AddEnvironmentVariables().AddCommandLine(args).Build();

    private static (DateTime, long)? Stamp(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists ? (file.LastWriteTimeUtc, file.Length) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private FileState Look(string file)
    {
        try
        {
            var next = Read(file, args);
            SettingsReader.Read(next);
            var changes = Changes(atStart, SettingsInForce.Flat(next)).ToList();
            return changes.Count == 0 ? new FileState.AsRead(file) : new FileState.Changed(file, changes);
        }
        catch (ConfigurationInvalidException e)
        {
            return new FileState.Invalid(file, e.Complaints, null);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            var json = e.InnerException?.InnerException as JsonException ?? e.InnerException as JsonException;
            return new FileState.Invalid(file, [json?.Message ?? e.Message], json?.LineNumber + 1);
        }
    }

    private static IEnumerable<FileState.Change> Changes(IReadOnlyDictionary<string, string> old, IReadOnlyDictionary<string, string> next) =>
        old.Keys.Union(next.Keys, StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)
            .Where(k => old.GetValueOrDefault(k) != next.GetValueOrDefault(k))
            .Select(k => SettingsInForce.KeyOf(k) is { } key
                ? new FileState.Change(k, SettingKeys.Shown(key, old.GetValueOrDefault(k, "")), SettingKeys.Shown(key, next.GetValueOrDefault(k, "")))
                : new FileState.Change(k, "set", "set"));
}

/// <summary>How the configuration file stands. All cases stand here.</summary>
public abstract record FileState
{
    private FileState()
    {
    }

    /// <summary>No file is named.</summary>
    public sealed record None : FileState;

    /// <summary>It says what is in force.</summary>
    /// <param name="File">Which.</param>
    public sealed record AsRead(string File) : FileState;

    /// <summary>It says something else by now, and that is valid: the next start takes it.</summary>
    /// <param name="File">Which.</param>
    /// <param name="Changes">What would become another.</param>
    public sealed record Changed(string File, IReadOnlyList<Change> Changes) : FileState;

    /// <summary>It can't be used by now; what was read at the start stays in force, and the next start would fail.</summary>
    /// <param name="File">Which.</param>
    /// <param name="Complaints">What is wrong.</param>
    /// <param name="Line">In which line, where that is known.</param>
    public sealed record Invalid(string File, IReadOnlyList<string> Complaints, long? Line) : FileState;

    /// <summary>A setting that would become another.</summary>
    /// <param name="Path">Which.</param>
    /// <param name="Before">What holds, as far as it may be shown; empty: nothing.</param>
    /// <param name="After">What would hold.</param>
    public sealed record Change(string Path, string Before, string After);
}
