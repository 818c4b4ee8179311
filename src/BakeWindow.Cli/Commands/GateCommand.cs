using System.CommandLine;
using System.Text.Json;
using BakeWindow.Cli.Asking;
using BakeWindow.Cli.Showing;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Commands;

/// <summary><c>bakewindow gate</c>: may I, now?</summary>
internal static class GateCommand
{
    public static Command Make(Surroundings around)
    {
        var command = new Command("gate", "May I disturb this node now, for this long? Exit code 0: yes; 75: not now; 69: it can't be known, so no.");
        var question = new GateQuestion(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var limit = new Limit(parsed.GetValue(question.Timeout) ?? Ask.DefaultTimeout, around.Time, ct);
            using var server = question.Connect(parsed, around);
            var verdict = await limit.RunAsync(async token =>
            {
                using var progress = new Progress(around);
                progress.Say($"asking {server.Name} …");
                return question.Verdict(await question.PutAsync(server, "api/v1/gate", parsed, token), parsed);
            });
            Answer(verdict, parsed.GetValue(question.Json), findings: false, around);
            return GateQuestion.CodeOf(verdict);
        });
        return command;
    }

    public static void Answer(VerdictDocument verdict, bool json, bool findings, Surroundings around)
    {
        if (json)
        {
            around.Out.WriteLine(JsonSerializer.Serialize(verdict, WireJson.Plain.VerdictDocument));
        }
        else
        {
            VerdictView.Show(verdict, findings, new Screen(around), around.Time.LocalTimeZone);
        }
    }
}
