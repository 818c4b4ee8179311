using System.CommandLine;
using BakeWindow.Cli.Asking;
using BakeWindow.Cli.Showing;

namespace BakeWindow.Cli.Commands;

/// <summary>What all commands about maintenances share: whom they ask, who they are, how the answer is shown.</summary>
internal sealed class Desk
{
    private readonly Option<Uri?> server = Ask.Server();
    private readonly Option<string?> token = Ask.TokenFile();
    private readonly Option<string?> client = Ask.Text("--client", "NAME", "Who asks, for the record (this user).");
    private readonly Option<bool> json = Ask.Json();
    private readonly Option<TimeSpan?> timeout = Ask.Timeout();
    private readonly Surroundings around;

    public Desk(Command command, bool changes, Surroundings around)
    {
        this.around = around;
        command.Add(server);
        command.Add(token);
        if (changes)
        {
            command.Add(client);
        }

        command.Add(json);
        command.Add(timeout);
    }

    public async Task<int> RunAsync(ParseResult parsed, Func<ServerClient, CancellationToken, Task<(string Json, Action<Screen> Show)>> ask, CancellationToken ct)
    {
        using var limit = new Limit(parsed.GetValue(timeout) ?? Ask.DefaultTimeout, around.Time, ct);
        using var connection = new ServerClient(Ask.ServerOf(parsed.GetValue(server), around), around.Time, Ask.TokenFrom(parsed.GetValue(token), around), parsed.GetValue(client) ?? Environment.UserName);
        var answer = await limit.RunAsync(async within =>
        {
            using var progress = new Progress(around);
            progress.Say($"asking {connection.Name} …");
            return await ask(connection, within);
        });
        if (parsed.GetValue(json))
        {
            around.Out.WriteLine(answer.Json);
        }
        else
        {
            answer.Show(new Screen(around));
        }

        return ExitCode.Answered;
    }
}
