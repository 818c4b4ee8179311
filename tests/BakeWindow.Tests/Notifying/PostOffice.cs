using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BakeWindow.Tests.Notifying;

/// <summary>A server that takes e-mail in plain SMTP, enough of it for a client that sends one mail.</summary>
internal sealed class PostOffice : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource closed = new();

    public PostOffice()
    {
        listener.Start();
        _ = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The mails that came, as they came.</summary>
    public List<string> Mails { get; } = [];

    /// <summary>What it says to a recipient.</summary>
    public string ToRecipient { get; set; } = "250 OK";

    public void Dispose()
    {
        closed.Cancel();
        listener.Dispose();
        closed.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(closed.Token);
                await TalkAsync(client.GetStream());
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 here");
        while (await reader.ReadLineAsync(closed.Token) is { } line)
        {
            switch (line.Split(' ')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await writer.WriteLineAsync("250-here\r\n250 8BITMIME");
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 go");
                    var mail = new StringBuilder();
                    while (await reader.ReadLineAsync(closed.Token) is { } text && text != ".")
                    {
                        mail.AppendLine(text);
                    }

                    Mails.Add(mail.ToString());
                    await writer.WriteLineAsync("250 taken");
                    break;
                case "RCPT":
                    await writer.WriteLineAsync(ToRecipient);
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 bye");
                    return;
                default:
                    await writer.WriteLineAsync("250 OK");
                    break;
            }
        }
    }
}
