namespace BakeWindow.Web.Incidents;

/// <summary>Puts incidents into the host.</summary>
internal static class IncidentServices
{
    public static void AddIncidents(this IServiceCollection services)
    {
        services.AddSingleton<TimelineReader>();
        services.AddSingleton<IncidentDesk>();
        services.AddSingleton<IncidentKeeper>();
        services.AddHostedService(p => p.GetRequiredService<IncidentKeeper>());
    }
}
