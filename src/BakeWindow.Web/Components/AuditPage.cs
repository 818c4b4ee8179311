using BakeWindow.Core.Bypasses;
using BakeWindow.Web.Auditing;
using Microsoft.AspNetCore.Components;

namespace BakeWindow.Web.Components;

/// <summary>A live page that is drawn again after each audit too.</summary>
public abstract class AuditPage : LivePage
{
    /// <summary>The audit.</summary>
    [Inject]
    protected BypassAuditor Auditor { get; set; } = null!;

    /// <summary>What was accepted for a while.</summary>
    [Inject]
    protected AcceptedBypasses Accepted { get; set; } = null!;

    /// <summary>What is known, with what is accepted laid apart.</summary>
    protected AuditState Audit => Auditor.Now.Without(Accepted.Now, Time.GetUtcNow());

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        base.OnInitialized();
        Auditor.Changed += Looked;
        Accepted.Changed += Decided;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Auditor.Changed -= Looked;
        Accepted.Changed -= Decided;
        base.Dispose(disposing);
    }

    private void Looked(AuditState state) => Again();

    private void Decided(IReadOnlyList<Acceptance> accepted) => Again();

    private void Again() => _ = InvokeAsync(async () =>
    {
        await RefreshAsync();
        StateHasChanged();
    });
}
