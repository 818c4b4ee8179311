using System.Security.Cryptography;
using System.Text;
using BakeWindow.Storage;

namespace BakeWindow.Web.Recording;

/// <summary>Writes down with which version and configuration this process runs: by a hash, for the audit is read by many.</summary>
public sealed partial class ConfigurationInForce(IConfiguration configuration, AuditLog audit, TimeProvider time, ILogger<ConfigurationInForce> logger)
{
    private const string Kind = "configuration-in-force";

    /// <summary>The version and the configuration's hash, as they are written.</summary>
    public string Stamp => $"version {typeof(ConfigurationInForce).Assembly.GetName().Version?.ToString(3)}, configuration sha256:{Hash()}";

    /// <summary>Writes it; that it could not be written keeps nothing from starting.</summary>
    public async Task NoteAsync(CancellationToken ct)
    {
        try
        {
            var before = await audit.FindAsync(new AuditQuestion(Kind: Kind), null, 1, ct);
            var changed = before is [var last] && last.After != Stamp;
            await audit.AppendAsync(
                time.GetUtcNow(),
                new AuditNote(Kind, "bakewindow", Environment.MachineName, changed ? "started with another version or configuration than before" : "started") { Before = before is [var former] ? former.After : null, After = Stamp },
                ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.NotNoted(logger, e);
        }
    }

    // Every key and value below BakeWindow, in order of key. A secret can't be read back from it: it is hashed with all the rest.
    private string Hash()
    {
        var lines = configuration.GetSection("BakeWindow").AsEnumerable().Where(p => p.Value is not null).OrderBy(p => p.Key, StringComparer.OrdinalIgnoreCase).Select(p => $"{p.Key.ToUpperInvariant()}={p.Value}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))))[..16];
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The configuration in force could not be written to the audit")]
        public static partial void NotNoted(ILogger logger, Exception e);
    }
}
