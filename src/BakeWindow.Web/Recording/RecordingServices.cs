namespace BakeWindow.Web.Recording;

/// <summary>What happened and why, kept and read.</summary>
internal static class RecordingServices
{
    public static void AddRecording(this IServiceCollection services)
    {
        services.AddSingleton<DecisionLog>();
        services.AddSingleton<ReceiptRights>();
    }
}
