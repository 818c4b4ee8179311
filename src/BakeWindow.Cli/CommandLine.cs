using System.CommandLine;
using System.CommandLine.Invocation;
using BakeWindow.Cli.Commands;

namespace BakeWindow.Cli;

/// <summary>The whole command line: reads the words, runs the command, and turns whatever becomes of it into an exit code and a sentence.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command line.</summary>
    /// <returns>See <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Surroundings around, CancellationToken ct)
    {
        var parsed = Root(around).Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var mistake in Mistakes(parsed))
            {
                around.Note(mistake);
            }

            around.Error.WriteLine($"Try: {Name(parsed)} --help");
            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { Output = around.Out, Error = around.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, ct);
        }
        catch (NoAnswerException e)
        {
            around.Note(e.Message);
            return e.ExitCode;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            around.Note("interrupted");
            return ExitCode.Interrupted;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A mistake of ours. Callers must take it for "can't know", never for a yes.
            around.Note($"unexpected {e.GetType().Name}: {e.Message} (a mistake in bakewindow; please report it)");
            return ExitCode.CannotKnow;
        }
    }

    private static RootCommand Root(Surroundings around) => new("May I disturb this node now, for this long, without my Tezos baker missing anything that matters? And if not, when?")
    {
        WindowsCommand.Make(around),
        RightsCommand.Make(around),
        GateCommand.Make(around),
        WaitCommand.Make(around),
        WhyCommand.Make(around),
        PreflightCommand.Make(around),
        MaintenanceCommand.Make(around),
        FreezeCommand.Make(around),
        FreezeCommand.MakeGlass(around),
        AuditCommand.Make(around),
        IncidentsCommand.Make(around),
        NotifyCommand.Make(around),
        ExportCommand.Make(around),
        WhatIfCommand.Make(around),
        DialectsCommand.Make(around),
        SignersCommand.Make(around),
        RecoveriesCommand.Make(around),
        AgentCommand.Make(around),
        CleanupCommand.Make(around),
        TokenCommand.Make(around),
        PasswordCommand.Make(around),
    };

    // A word that nobody knows makes further complaints (its value is unknown too, something else is missing); the first is the one to mend.
    private static IEnumerable<string> Mistakes(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens is [var unknown, ..])
        {
            var command = parsed.CommandResult.Command;
            var known = command.Options.Where(o => !o.Hidden).Select(o => o.Name).Concat(command.Subcommands.Select(c => c.Name));
            return [$"\"{Shortened(unknown)}\" is not known to {Name(parsed)}; it knows {string.Join(", ", known)}"];
        }

        return parsed.Errors.Select(e => e.Message).Distinct(StringComparer.Ordinal);
    }

    private static string Name(ParseResult parsed)
    {
        List<string> names = [];
        for (var command = parsed.CommandResult; command is not null; command = command.Parent as System.CommandLine.Parsing.CommandResult)
        {
            names.Insert(0, command.Command is RootCommand ? "bakewindow" : command.Command.Name);
        }

        return string.Join(' ', names);
    }

    private static string Shortened(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
