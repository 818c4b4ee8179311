using BakeWindow.Web.Configuration;
using Quartz;

namespace BakeWindow.Web.Jobs;

/// <summary>What runs by itself, and how often. Heads and the cluster are streams, not jobs.</summary>
internal static class Schedule
{
    public static void AddJobs(this IServiceCollection services, Settings settings, TimeProvider time)
    {
        services.AddQuartz(quartz =>
        {
            quartz.UseTimeProvider(time);
            quartz.ConfigureScheduler(o => o.ShutdownJobInterruption = ShutdownJobInterruption.Always);
            quartz.UsePersistentStore(store =>
            {
                if (settings.Storage.Postgres)
                {
                    store.UsePostgres(settings.Storage.ConnectionString);
                    store.UseClustering(cluster =>
                    {
                        cluster.CheckinInterval = TimeSpan.FromSeconds(2);
                        cluster.CheckinMisfireThreshold = TimeSpan.FromSeconds(2);
                    });
                }
                else
                {
                    store.UseSqlite(settings.Storage.ConnectionString);
                }

                store.UseSystemTextJsonSerializer();
                store.ProvisionSchema();
            });
            Every<RightsJob>(quartz, RightsJob.Key, TimeSpan.FromMinutes(2));
            Every<ParticipationJob>(quartz, ParticipationJob.Key, TimeSpan.FromMinutes(5));
            Every<MaintenanceTickJob>(quartz, MaintenanceTickJob.Key, TimeSpan.FromSeconds(30));
            Every<RetentionJob>(quartz, RetentionJob.Key, TimeSpan.FromHours(24));
        });
        // A stop waits for jobs, and asks them to end: a rights call may take minutes, and the floors are closed after the jobs.
        services.AddQuartzHostedService(o => o.WaitForJobsToComplete = true);
    }

    private static void Every<T>(IQuartzBuilder quartz, JobKey key, TimeSpan interval)
        where T : IJob
    {
        quartz.AddJob<T>(job => job.WithIdentity(key).StoreDurably());
        quartz.AddTrigger(trigger => trigger
            .WithIdentity($"{key.Name}-regularly")
            .ForJob(key)
            .StartNow()
            .WithSimpleSchedule(s => s.WithInterval(interval).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount)));
    }
}
