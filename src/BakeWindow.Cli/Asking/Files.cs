using System.Text;

namespace BakeWindow.Cli.Asking;

/// <summary>Small files that the command line names: tokens, keys, certificates.</summary>
internal static class Files
{
    private const int Most = 1 << 20;

    /// <summary>Reads it whole, as text.</summary>
    /// <exception cref="NoAnswerException.Usage">It can't be read; the message names the option and never what is in it.</exception>
    public static string Read(string path, string option) => Encoding.UTF8.GetString(ReadBytes(path, option));

    /// <summary>Reads it whole.</summary>
    /// <exception cref="NoAnswerException.Usage">It can't be read.</exception>
    public static byte[] ReadBytes(string path, string option)
    {
        try
        {
            return new FileInfo(path).Length <= Most
                ? File.ReadAllBytes(path)
                : throw new NoAnswerException.Usage($"{option}: \"{path}\" is larger than a mebibyte; is it the right file?");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new NoAnswerException.Usage($"{option}: \"{path}\" can't be read ({e.Message}); write the path of a file that this user may read");
        }
    }
}
