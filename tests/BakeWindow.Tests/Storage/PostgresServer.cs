using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using BakeWindow.Tests.Storage;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace BakeWindow.Tests.Storage;

/// <summary>A real PostgreSQL for the whole run, started by the first test that wants one; a test that wants it where it can't run skips and says why.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly Lazy<Task<Outcome>> started = new(StartAsync);
    private int databases;

    /// <summary>Makes a database of its own and says how to reach it.</summary>
    /// <param name="template">The database to copy; null: an empty one.</param>
    public async Task<string> NewDatabaseAsync(string? template = null)
    {
        var outcome = await started.Value;
        Assert.SkipWhen(outcome.Why is not null, $"PostgreSQL can't run here: {outcome.Why}");
        var name = $"test_{Interlocked.Increment(ref databases)}";
        await using var connection = new NpgsqlConnection(outcome.Connection("postgres"));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = template is null ? $"CREATE DATABASE {name}" : $"CREATE DATABASE {name} TEMPLATE {template}";
        await command.ExecuteNonQueryAsync();
        return outcome.Connection(name);
    }

    public async ValueTask DisposeAsync()
    {
        if (started.IsValueCreated && await started.Value is { Folder: { } folder } outcome)
        {
            NpgsqlConnection.ClearAllPools();
            await RunAsync(outcome.Bin!, "pg_ctl", "-D", folder, "-m", "immediate", "-w", "stop");
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Outcome> StartAsync()
    {
        var bin = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Where(b => File.Exists(Path.Combine(b, "initdb"))).Max(StringComparer.Ordinal)
            : null;
        if (bin is null)
        {
            return new(null, null, 0, "there is no /usr/lib/postgresql/*/bin/initdb (apt-get install postgresql)");
        }

        try
        {
            var folder = (await RunAsync("/usr/bin", "mktemp", "-d", "/tmp/bakewindow-postgres-XXXXXX")).Trim();
            await RunAsync(bin, "initdb", "-D", folder, "-U", "bakewindow", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync");
            var port = FreePort();
            await RunAsync(bin, "pg_ctl", "-D", folder, "-l", Path.Combine(folder, "log"), "-w", "-o", $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off", "start");
            return new(bin, folder, port, null);
        }
        catch (InvalidOperationException e)
        {
            return new(null, null, 0, e.Message);
        }
    }

    // PostgreSQL refuses to run as root.
    private static async Task<string> RunAsync(string bin, string program, params string[] arguments)
    {
        var path = Path.Combine(bin, program);
        var start = Environment.UserName == "root"
            ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", path, .. arguments])
            : new ProcessStartInfo(path, arguments);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.WorkingDirectory = "/tmp";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {(await errors).Trim()}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed record Outcome(string? Bin, string? Folder, int Port, string? Why)
    {
        public string Connection(string database) => $"Host=127.0.0.1;Port={Port};Username=bakewindow;Database={database};Maximum Pool Size=10";
    }
}
