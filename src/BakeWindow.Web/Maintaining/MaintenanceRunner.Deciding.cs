using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Web.Recording;

namespace BakeWindow.Web.Maintaining;

/// <content>The answers of the gate that a maintenance is taken in, approved and begun by are recorded, so that they can be decided again long after; the journal names them.</content>
public sealed partial class MaintenanceRunner
{
    /// <summary>The journal's line of a step, with the decision it went by. The machine decides on the same world at the same time, so this is its answer.</summary>
    private async Task<string> NoteOfAsync(MaintenanceRecord before, MaintenanceEvent happened, StepResult result, World world, DateTimeOffset now)
    {
        TimeSpan? need = (happened, before.Phase, result.Next.Phase) switch
        {
            (MaintenanceEvent.ApprovedBy, Phase.AwaitingApproval { Start: var start }, not Phase.AwaitingApproval) => start.Need,
            (_, Phase.Locking { Start: var start }, { Underway.Ticket: not null }) => start.Need,
            _ => null,
        };
        return need is null ? result.Note : DecisionName.After(result.Note, await KeepAsync(before.Request, need, world, now));
    }

    private async Task<string> KeepAsync(MaintenanceRequest request, TimeSpan? need, World world, DateTimeOffset now)
    {
        // The nodes of a pool are asked about one by one, by maintenances of their own.
        if (request.Action.OnNode is null && request.Action.OnWorkload is null)
        {
            return "";
        }

        var question = request.Question(world, need);
        return await decisions.KeepAsync(world, question, Gatekeeper.Decide(world, question, now), now);
    }
}
