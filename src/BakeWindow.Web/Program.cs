using BakeWindow.Web.Configuration;
using BakeWindow.Web.Configuration.InForce;
using BakeWindow.Web.FirstStart;
using BakeWindow.Web.Hosting;

// Only looks whether the configuration could be used, and says everything that is wrong with it.
var checks = args.Contains("--check");
args = [.. args.Where(a => a != "--check")];
var named = Environment.GetEnvironmentVariable("BAKEWINDOW_CONFIG") is { Length: > 0 } file ? file : null;

// Unpublished builds find their pages' files through a manifest; published ones beside the program, wherever they are started from.
var published = Directory.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
var builder = WebApplication.CreateBuilder(published
    ? new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
    : new WebApplicationOptions { Args = args });
builder.WebHost.UseStaticWebAssets();
if (named is null && !checks && SetupHost.IsWanted(builder.Configuration))
{
    await using var setup = SetupHost.Build(builder);
    await SetupHost.RunAsync(setup);
    return 0;
}

WebApplication app;
try
{
    if (named is not null)
    {
        // Environment and command line once more behind it, so that they beat the file.
        builder.Configuration.AddJsonFile(Path.GetFullPath(named), optional: false).AddEnvironmentVariables().AddCommandLine(args);
    }

    var settings = SettingsReader.Read(builder.Configuration);
    if (checks)
    {
        await Console.Out.WriteLineAsync($"The configuration can be used: {settings.Nodes.Count} Tezos nodes, {settings.Bakers.Count} bakers, {(settings.Cluster is null ? "no cluster" : $"a cluster with {settings.Workloads.Count} workloads")}, {settings.Dialects.Count} dialects. Nothing was started.");
        return 0;
    }

    builder.Services.AddSingleton(new ConfigurationFile(named, args));
    builder.AddBakeWindow(settings);
    app = builder.Build();
}
catch (ConfigurationInvalidException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 64;
}
catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or InvalidDataException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync($"The configuration file {named} (BAKEWINDOW_CONFIG) can't be read: {(e.InnerException?.InnerException ?? e.InnerException ?? e).Message} Give the path of a JSON file like the one in docs/configuration.md.");
    return 64;
}

app.MapBakeWindow();
await app.Services.GetRequiredService<Opening>().OpenAsync(CancellationToken.None);
await app.RunAsync();
return 0;

/// <summary>The host; public so that tests can start it.</summary>
public partial class Program;
