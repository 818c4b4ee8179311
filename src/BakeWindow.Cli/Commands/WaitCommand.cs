using System.CommandLine;
using BakeWindow.Cli.Asking;
using BakeWindow.Cli.Showing;
using BakeWindow.Core.Time;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Commands;

/// <summary><c>bakewindow wait</c>: asks the gate until it says yes, or the time is up.</summary>
internal static class WaitCommand
{
    // Where the server doesn't say when to ask again: about the time of a block.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    // Kept back, so that the last question falls just before the end and not long before it.
    private static readonly TimeSpan LastQuestion = TimeSpan.FromSeconds(2);

    public static Command Make(Surroundings around)
    {
        var command = new Command("wait", "Wait until the node may be disturbed, at most as long as --timeout. Exit code 0: now it may; 75: still held; 69: still unknown.");
        var question = new GateQuestion(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var limit = new Limit(parsed.GetValue(question.Timeout) ?? Ask.DefaultTimeout, around.Time, ct);
            using var server = question.Connect(parsed, around);
            using var progress = new Progress(around);
            while (true)
            {
                var (verdict, unknown, again) = await PutAsync(question, server, parsed, limit);
                var left = limit.Left - LastQuestion;
                if (verdict is { Allowed: true } || left <= TimeSpan.Zero)
                {
                    progress.Dispose();
                    return End(verdict, unknown);
                }

                var pause = again > left ? left : again;
                progress.Say($"{(verdict is null ? unknown!.Message : $"{VerdictView.Word(verdict)}: {verdict.Message}")} (asking again in {DurationText.Human(pause)})");
                await Task.Delay(pause, around.Time, ct);
            }

            int End(VerdictDocument? verdict, NoAnswerException? unknown)
            {
                if (verdict is null)
                {
                    throw unknown!;
                }

                GateCommand.Answer(verdict, parsed.GetValue(question.Json), findings: false, around);
                return GateQuestion.CodeOf(verdict);
            }
        });
        return command;
    }

    // A server that is down for a moment is worth waiting for; a wrong question is not.
    private static async Task<(VerdictDocument? Verdict, NoAnswerException? Unknown, TimeSpan Again)> PutAsync(GateQuestion question, ServerClient server, ParseResult parsed, Limit limit)
    {
        try
        {
            var reply = await limit.RunAsync(token => question.PutAsync(server, "api/v1/gate", parsed, token));
            var again = reply.RetryAfter is { } said && said > TimeSpan.Zero ? said : Pause;
            try
            {
                return (question.Verdict(reply, parsed), null, again);
            }
            catch (NoAnswerException.CannotKnow e)
            {
                return (null, e, again);
            }
        }
        catch (NoAnswerException.CannotKnow e)
        {
            return (null, e, Pause);
        }
    }
}
