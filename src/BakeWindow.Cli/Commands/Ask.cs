using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using BakeWindow.Cli.Asking;
using BakeWindow.Core.Time;

namespace BakeWindow.Cli.Commands;

/// <summary>The options that commands share. Each is read where it is written, so that a mistake names the option, the value and the mend.</summary>
internal static class Ask
{
    /// <summary>How long a command may take in all, unless it says otherwise.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    private const string ServerVariable = "BAKEWINDOW_SERVER";
    private const string TokenVariable = "BAKEWINDOW_TOKEN_FILE";

    public static Option<Uri?> Server() => Single<Uri?>("--server", "URL", $"A running BakeWindow; also read from {ServerVariable}.", Address);

    public static Option<bool> Json() => new("--json") { Description = "One JSON document on standard output, and nothing else." };

    public static Option<TimeSpan?> Timeout() => Duration("--timeout", $"How long it may take in all ({DefaultTimeout.TotalSeconds:0}s).");

    public static Option<TimeSpan?> Duration(string name, string description) => Single<TimeSpan?>(name, "DURATION", description, DurationOf);

    public static Option<string?> Text(string name, string help, string description) => new(name) { Description = description, HelpName = help };

    public static Option<int?> Number(string name, string description, int least, int most) => Single<int?>(name, "N", description, text =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? (number, null)
            : (null, $"\"{Shown(text)}\" is no whole number from {least} to {most}"));

    public static Option<double?> Amount(string name, string description) => Single<double?>(name, "N", description, text =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? (number, null)
            : (null, $"\"{Shown(text)}\" is no number; write it like 0.02"));

    public static Option<Uri[]> Rpc() => new("--rpc")
    {
        Description = "A Tezos node's RPC address; given twice, the second answers when the first does not.",
        HelpName = "URL",
        CustomParser = result => [.. result.Tokens.Select(t => Read(result, Address, t.Value)).OfType<Uri>()],
    };

    public static Option<string[]> Bakers() => new("--baker") { Description = "A baker: its address, or with --server also its name there; may be given several times.", HelpName = "ADDRESS" };

    public static Option<string?> TokenFile() => Text("--token-file", "FILE", $"The file with the token for the server; also read from {TokenVariable}.");

    /// <summary>Where the server is.</summary>
    /// <exception cref="NoAnswerException.Usage">Nowhere was said, or what the environment says is no address.</exception>
    public static Uri ServerOf(Uri? option, Surroundings around) => option ?? FromEnvironment(around)
        ?? throw new NoAnswerException.Usage($"--server is missing: write the address of a running BakeWindow, like --server http://127.0.0.1:8080, or set {ServerVariable}");

    public static Uri? FromEnvironment(Surroundings around)
    {
        if (around.Variable(ServerVariable) is not { Length: > 0 } text)
        {
            return null;
        }

        var (address, mistake) = Address(text);
        return address ?? throw new NoAnswerException.Usage($"{ServerVariable}: {mistake}");
    }

    /// <summary>Reads the token, once now, so that a mistake is told at once, and again whenever it is asked for.</summary>
    public static Func<string?> TokenFrom(string? file, Surroundings around)
    {
        TokenOf(file, around);
        return () => TokenOf(file, around);
    }

    private static string? TokenOf(string? file, Surroundings around)
    {
        if ((file ?? around.Variable(TokenVariable)) is not { Length: > 0 } path)
        {
            return null;
        }

        var token = Files.Read(path, "--token-file").Trim();
        return token.Length > 0 && token.All(c => c is > ' ' and <= '~')
            ? token
            : throw new NoAnswerException.Usage($"--token-file: \"{path}\" holds no token; it must be one line of printable characters");
    }

    public static (Uri? Value, string? Mistake) Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) && address.Host.Length > 0
            ? (address, null)
            : (null, $"\"{Shown(text)}\" is no address; write it like http://127.0.0.1:8732");

    private static (TimeSpan? Value, string? Mistake) DurationOf(string text) => DurationText.TryParse(text, out var duration, out var error) ? (duration, null) : (null, error);

    private static Option<T> Single<T>(string name, string help, string description, Func<string, (T Value, string? Mistake)> read) =>
        new(name) { Description = description, HelpName = help, CustomParser = result => Read(result, read) };

    private static T Read<T>(ArgumentResult result, Func<string, (T Value, string? Mistake)> read, string? text = null)
    {
        var (value, mistake) = read(text ?? result.Tokens[^1].Value);
        if (mistake is not null)
        {
            result.AddError($"{(result.Parent as OptionResult)?.Option.Name}: {mistake}");
        }

        return value;
    }

    // What stands before an @ may be a password.
    private static string Shown(string text)
    {
        var visible = text[(text.LastIndexOf('@') + 1)..];
        return visible.Length <= 60 ? visible : visible[..60] + "…";
    }
}
