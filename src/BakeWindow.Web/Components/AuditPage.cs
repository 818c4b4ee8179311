using BakeWindow.Web.Auditing;
using Microsoft.AspNetCore.Components;

namespace BakeWindow.Web.Components;

/// <summary>A live page that is drawn again after each audit too.</summary>
public abstract class AuditPage : LivePage
{
    /// <summary>The audit.</summary>
    [Inject]
    protected BypassAuditor Auditor { get; set; } = null!;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        base.OnInitialized();
        Auditor.Changed += Looked;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Auditor.Changed -= Looked;
        base.Dispose(disposing);
    }

    private void Looked(AuditState state) => _ = InvokeAsync(async () =>
    {
        await RefreshAsync();
        StateHasChanged();
    });
}
