using Microsoft.Data.Sqlite;

namespace BakeWindow.Storage;

/// <summary>The database's file, and the lock beside it that lets one process at a time migrate it.</summary>
internal sealed class SqliteFile
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);

    private SqliteFile(string path) => Path = path;

    public string Path { get; }

    /// <exception cref="ArgumentException">The connection string names no file.</exception>
    public static SqliteFile Of(string connectionString)
    {
        var settings = new SqliteConnectionStringBuilder(connectionString);
        return settings.Mode == SqliteOpenMode.Memory || settings.DataSource is "" or ":memory:"
            ? throw new ArgumentException($"the SQLite connection string must name a file (\"Data Source=bakewindow.db\"); \"{settings.DataSource}\" is none, and what is only in memory is lost with the process", nameof(connectionString))
            : new(System.IO.Path.GetFullPath(settings.DataSource));
    }

    public void MakeFolder() => Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);

    /// <summary>Waits for the lock. The operating system frees it with the process, however that ends, which a row in the database does not.</summary>
    public async Task<FileStream> LockAsync(TimeProvider time, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return new FileStream(Path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e.GetType() == typeof(IOException))
            {
                await Task.Delay(Again, time, ct);
            }
        }
    }
}
