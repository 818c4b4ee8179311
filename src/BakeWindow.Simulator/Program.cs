using BakeWindow.Simulator.Clock;
using BakeWindow.Simulator.Scenarios;

namespace BakeWindow.Simulator;

internal static class Program
{
    private const int BadUsage = 64;
    private const int Unavailable = 69;

    private static async Task<int> Main(string[] args)
    {
        var (asked, wrong) = CommandLine.Read(args);
        if (asked.Help)
        {
            Console.WriteLine(CommandLine.Usage);
            return 0;
        }

        if (wrong.Count > 0)
        {
            foreach (var complaint in wrong)
            {
                await Console.Error.WriteLineAsync(complaint);
            }

            return BadUsage;
        }

        var origin = asked.WallOrigin ?? TimeProvider.System.GetUtcNow();
        var start = asked.Start ?? (asked.Scenario is IncidentScenario.Name or IncidentScenario.DeathAlone ? IncidentScenario.Evening : origin);
        using var time = new VirtualTime(start, origin, asked.Speed);
        await using var sim = await StartAsync(asked, start, time);
        if (sim is null)
        {
            return Unavailable;
        }

        var url = asked.PublicUrl ?? sim.Url;
        if (asked.KubeconfigOut is { } kubeconfig)
        {
            await ConfigurationFile.SaveAsync(kubeconfig, sim.Cluster.Kubeconfig(url), secret: true);
        }

        if (asked.ConfigOut is { } configuration)
        {
            var path = asked.KubeconfigOut is { } k ? Path.GetFullPath(k) : null;
            await ConfigurationFile.SaveAsync(configuration, ConfigurationFile.Write(sim, url, path, (origin, start, asked.Speed)));
        }

        Console.WriteLine($"Scenario {asked.Scenario}, seed {asked.Seed}, speed {asked.Speed}: {url} (baker {sim.Chain.Watched.Address}, chain at {sim.Chain.Head.Level})");
        await sim.WaitAsync();
        return 0;
    }

    private static async Task<SimHost?> StartAsync(CommandLine asked, DateTimeOffset start, VirtualTime time)
    {
        try
        {
            return await SimHost.StartAsync(new SimOptions
            {
                Scenario = asked.Scenario,
                Seed = asked.Seed,
                Start = start,
                Time = time,
                Urls = asked.Urls,
                Logs = true,
                BootIdFolder = asked.BootIdsOut,
                WebhookServices = asked.WebhookServices,
                RebootsOnTicket = asked.BootIdsOut is null,
            });
        }
        catch (IOException e)
        {
            await Console.Error.WriteLineAsync($"Can't listen on {asked.Urls}: {e.Message} Choose another address with --urls.");
            return null;
        }
    }
}
