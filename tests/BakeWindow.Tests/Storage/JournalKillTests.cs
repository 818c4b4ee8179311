using System.Diagnostics;
using BakeWindow.Core.Maintenance;
using Microsoft.EntityFrameworkCore;
using static BakeWindow.Tests.Storage.Stories;

namespace BakeWindow.Tests.Storage;

/// <summary>A process journals as fast as it can and says ACK after every call that returned; it is killed, and what it said must be there.</summary>
public sealed class JournalKillTests(PostgresServer postgres)
{
    private const string ConnectionVariable = "BAKEWINDOW_TEST_CONNECTION";
    private const string ProviderVariable = "BAKEWINDOW_TEST_PROVIDER";

    [Theory, EveryProvider]
    public async Task Nothing_that_was_acknowledged_is_lost_when_the_process_is_killed(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        foreach (var acksBeforeTheKill in new[] { 5, 60 })
        {
            var acknowledged = await JournalUntilKilledAsync(db, acksBeforeTheKill);

            await using var after = db.Again();
            await after.Database.OpenAsync(default);
            foreach (var (id, sequence) in acknowledged)
            {
                var history = await after.Journal.HistoryAsync(id, default);
                Assert.True(history.Count >= sequence, $"{id}: step {sequence} was acknowledged, the journal has {history.Count}");
            }

            await using var context = after.Context();
            foreach (var row in await context.Maintenances.ToListAsync())
            {
                var last = await context.Entries.Where(e => e.MaintenanceKey == row.Key).OrderByDescending(e => e.Sequence).FirstAsync();
                Assert.Equal((row.Sequence, row.Phase, row.Record), (last.Sequence, last.Phase, last.Record));
            }
        }
    }

    /// <summary>The process that is killed. Not a test: it runs only when the test above starts it.</summary>
    [Fact(Explicit = true)]
    public async Task Journals_until_killed()
    {
        var connection = Environment.GetEnvironmentVariable(ConnectionVariable);
        Assert.SkipWhen(connection is null, "this is started by another test");
        await using var db = TestDatabase.At(Enum.Parse<Provider>(Environment.GetEnvironmentVariable(ProviderVariable)!), connection);
        while (true)
        {
            var record = Asked(await db.Journal.NextIdAsync(default));
            await db.Journal.AddAsync(record, "", Start, default);
            Acknowledge(record, 1);
            for (var step = 2; step <= 4; step++)
            {
                var next = Waiting(record, step);
                await db.Journal.AppendAsync(record, next, $"command {step}", "a step", Start, default);
                Acknowledge(next, step);
                record = next;
            }
        }

        static void Acknowledge(MaintenanceRecord record, int sequence) => Console.WriteLine($"ACK {record.Id} {sequence}");
    }

    private static async Task<Dictionary<string, int>> JournalUntilKilledAsync(TestDatabase db, int acksBeforeTheKill)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(JournalKillTests).Assembly.Location, "-explicit", "only", "-noLogo", "-method", $"{typeof(JournalKillTests).FullName}.{nameof(Journals_until_killed)}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment = { [ConnectionVariable] = db.ConnectionString, [ProviderVariable] = db.Provider.ToString() },
        };
        using var child = Process.Start(start)!;
        try
        {
            Dictionary<string, int> acknowledged = [];
            List<string> said = [];
            for (var acks = 0; await child.StandardOutput.ReadLineAsync() is { } line;)
            {
                said.Add(line);
                if (line.Split(' ') is ["ACK", var id, var sequence])
                {
                    acknowledged[id] = int.Parse(sequence);
                    if (++acks == acksBeforeTheKill)
                    {
                        child.Kill(); // SIGKILL; what it said until then is still in the pipe and is read to the end
                    }
                }
            }

            await child.WaitForExitAsync();
            Assert.True(acknowledged.Count > 0, "the child journaled nothing: " + string.Join('\n', said));
            Assert.Equal(128 + 9, child.ExitCode);
            return acknowledged;
        }
        finally
        {
            child.Kill();
        }
    }
}
