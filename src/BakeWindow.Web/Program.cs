using BakeWindow.Web.Configuration;
using BakeWindow.Web.Hosting;

// Unpublished builds find their pages' files through a manifest; published ones beside the program, wherever they are started from.
var published = Directory.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
var builder = WebApplication.CreateBuilder(published
    ? new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
    : new WebApplicationOptions { Args = args });
builder.WebHost.UseStaticWebAssets();
WebApplication app;
try
{
    if (Environment.GetEnvironmentVariable("BAKEWINDOW_CONFIG") is { Length: > 0 } file)
    {
        // Environment and command line once more behind it, so that they beat the file.
        builder.Configuration.AddJsonFile(Path.GetFullPath(file), optional: false).AddEnvironmentVariables().AddCommandLine(args);
    }

    var settings = SettingsReader.Read(builder.Configuration);
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
    await Console.Error.WriteLineAsync($"The configuration file {Environment.GetEnvironmentVariable("BAKEWINDOW_CONFIG")} (BAKEWINDOW_CONFIG) can't be read: {(e.InnerException?.InnerException ?? e.InnerException ?? e).Message} Give the path of a JSON file like the one in docs/configuration.md.");
    return 64;
}

app.MapBakeWindow();
await app.Services.GetRequiredService<Opening>().OpenAsync(CancellationToken.None);
await app.RunAsync();
return 0;

/// <summary>The host; public so that tests can start it.</summary>
public partial class Program;
