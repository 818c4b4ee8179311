using System.CommandLine;
using BakeWindow.Cli.Asking;
using BakeWindow.Cli.Showing;

namespace BakeWindow.Cli.Commands;

/// <summary><c>bakewindow why</c>: the same question as <c>gate</c>, answered with every check.</summary>
internal static class WhyCommand
{
    public static Command Make(Surroundings around)
    {
        var command = new Command("why", "Why does the gate say what it says? Every check, in order. Exit code 0: answered, whatever the answer.");
        var question = new GateQuestion(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var limit = new Limit(parsed.GetValue(question.Timeout) ?? Ask.DefaultTimeout, around.Time, ct);
            using var server = question.Connect(parsed, around);
            var verdict = await limit.RunAsync(async token =>
            {
                using var progress = new Progress(around);
                progress.Say($"asking {server.Name} …");
                return question.Verdict(await question.PutAsync(server, "api/v1/why", parsed, token), parsed);
            });
            GateCommand.Answer(verdict, parsed.GetValue(question.Json), findings: true, around);
            return ExitCode.Answered;
        });
        return command;
    }
}
