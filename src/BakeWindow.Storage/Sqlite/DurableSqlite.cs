using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace BakeWindow.Storage;

/// <summary>
/// Sets every connection to WAL and <c>synchronous=FULL</c> and reads both back. With <c>NORMAL</c>, SQLite's choice of many, a power cut loses rows that were acknowledged, and a
/// step that the journal forgot is a node that stays cordoned.
/// </summary>
internal sealed class DurableSqlite : DbConnectionInterceptor
{
    private const string Full = "2";

    public static readonly DurableSqlite Instance = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => MakeDurable(connection);

    // SQLite's asynchronous calls are synchronous ones; there is nothing to await.
    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        MakeDurable(connection);
        return Task.CompletedTask;
    }

    private static void MakeDurable(DbConnection connection)
    {
        var journal = Ask(connection, "PRAGMA journal_mode=WAL");
        Ask(connection, "PRAGMA synchronous=FULL");
        var synchronous = Ask(connection, "PRAGMA synchronous");
        if (journal != "wal" || synchronous != Full)
        {
            throw new InvalidOperationException(
                $"the database file {connection.DataSource} can't be made durable (journal_mode is {journal}, not wal; synchronous is {synchronous}, not {Full}): put it on a local disk that BakeWindow may write to");
        }
    }

    private static string Ask(DbConnection connection, string pragma)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the three texts stand above
        command.CommandText = pragma;
#pragma warning restore CA2100
        return command.ExecuteScalar()?.ToString() ?? "";
    }
}
