using System.CommandLine;
using System.Security.Cryptography;
using BakeWindow.Core.Secrets;

namespace BakeWindow.Cli.Commands;

/// <summary><c>bakewindow password</c>: the line that goes into the file of the emergency account.</summary>
internal static class PasswordCommand
{
    private const int Least = 15;
    private const int Most = 200;

    public static Command Make(Surroundings around)
    {
        var command = new Command("password", "Read a password from standard input and print its hash, for the file that SignIn:Emergency:PasswordFile names.");
        command.SetAction(_ =>
        {
            var password = around.ReadSecret() ?? throw new NoAnswerException.Usage("no password on standard input: type it, or write printf '%s' \"$PASSWORD\" | bakewindow password");
            if (password.Length is < Least or > Most)
            {
                throw new NoAnswerException.Usage($"the password has {password.Length} characters; take {Least} to {Most}: it is the one account that needs nobody else's yes");
            }

            around.Out.WriteLine(PasswordHash.Of(password, RandomNumberGenerator.GetBytes(PasswordHash.SaltBytes)).ToString());
            return ExitCode.Answered;
        });
        return command;
    }
}
