using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace BakeWindow.Benchmarks.Serving;

/// <summary>A process that is measured, or that others are measured against; it ends with this one.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process process;

    private Child(Process process) => this.process = process;

    /// <summary>This program again, in another part.</summary>
    public static Child Self(params string[] arguments) => Start([typeof(Child).Assembly.Location, .. arguments]);

    /// <summary>A program of ours as it was built beside this one.</summary>
    public static Child Of(string project, string dll, string[] arguments, params (string Name, string Value)[] environment)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, dll);
        return File.Exists(path) ? Start([path, .. arguments], environment) : throw new FileNotFoundException($"build it first: dotnet build src/{project} -c Release", path);
    }

    /// <summary>A program of ours as it is shipped: published, so that what a browser gets is compressed for good.</summary>
    public static Child Published(string project, string dll, string[] arguments, params (string Name, string Value)[] environment)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(own.Parent!.Parent!.Parent!.FullName, "publish", project, "release", dll);
        return File.Exists(path) ? Start([path, .. arguments], environment) : throw new FileNotFoundException($"publish it first: dotnet publish src/{project}", path);
    }

    /// <summary>A port that is free now.</summary>
    public static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    /// <summary>Resident memory, in MiB.</summary>
    public double ResidentMebibytes => long.Parse(
        File.ReadLines($"/proc/{process.Id}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;

    /// <summary>Processor time that it has used.</summary>
    public TimeSpan Processor
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
    }

    private static Child Start(string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var started = Process.Start(start)!;
        started.OutputDataReceived += (_, _) => { };
        started.BeginOutputReadLine();
        return new Child(started);
    }
}
