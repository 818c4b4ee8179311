using BakeWindow.Benchmarks.Calendar;
using BakeWindow.Benchmarks.Pages;
using BakeWindow.Benchmarks.Serving;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace BakeWindow.Benchmarks;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is ["serving", ..])
        {
            return await ServingStudy.RunAsync(args[1..]);
        }

        if (args is ["calendar"])
        {
            return await CalendarStudy.RunAsync();
        }

        if (args is ["pages", ..])
        {
            return await PagesStudy.RunAsync(TimeSpan.FromMinutes(args.Length > 1 ? double.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 10));
        }

        Measure(args);
        return 0;
    }

    // In this process and few rounds: a minute in all, on a machine that others use too. Allocations don't depend on either.
    private static void Measure(string[] args) => BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args,
        ManualConfig.CreateEmpty()
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(8))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default)
            .AddExporter(MarkdownExporter.GitHub)
            .WithOptions(ConfigOptions.JoinSummary));
}
