using BakeWindow.Storage;
using BakeWindow.Web.Access;
using BakeWindow.Web.Alerting;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Recording;

namespace BakeWindow.Web.Hosting;

/// <summary>What must be so before anything runs: the database is there, and everything that was open is taken up from the journal.</summary>
public sealed class Opening(Database database, Journal journal, Installation installation, Holding.Holds holds, MaintenanceRunner runner, ConfigurationInForce configuration, AccessBook access, AlertBook alerts, AlertStore told, Settings settings)
{
    /// <summary>True once the journal has been read.</summary>
    public bool Done { get; private set; }

    /// <summary>Opens. What fails here ends the process: without its journal BakeWindow must not act.</summary>
    public async Task OpenAsync(CancellationToken ct)
    {
        await database.OpenAsync(ct);
        installation.Id = await journal.InstallationAsync(ct);
        await configuration.NoteAsync(ct);
        await access.LookAsync(ct);
        // Before anybody is answered: what was frozen before a restart is frozen after it.
        await holds.ReloadAsync(ct);
        await runner.ResumeAsync(ct);
        // Of a baker that is not declared any more nobody would ever say that it is over.
        alerts.TakeUp((await told.LastingAsync(ct)).Where(a => a.Baker is null || settings.Bakers.Any(b => b.Address == a.Baker)));
        Done = true;
    }
}
