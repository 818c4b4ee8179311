using System.Net;
using System.Net.Sockets;
using BakeWindow.Core.Alerting;
using BakeWindow.Web.Configuration;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using MimeKit.Text;

namespace BakeWindow.Web.Notifying;

/// <summary>E-mail, in plain text, over TLS unless the server is this machine. The Message-Id is the notice's, so that a mail sent twice is one.</summary>
internal sealed class MailChannel(DeclaredChannel.Mail channel, TimeProvider time) : IChannel
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public async Task SendAsync(Notice notice, CancellationToken ct)
    {
        using var within = CancellationTokenSource.CreateLinkedTokenSource(ct);
        within.CancelAfter(Deadline);
        try
        {
            using var mail = Mail(notice);
            var socket = await AddressGuard.ConnectAsync(channel.Host, channel.Port, channel.AllowPrivate, within.Token);
            using var smtp = new SmtpClient { Timeout = (int)Deadline.TotalMilliseconds };
            if (channel.Security is MailSecurity.None && !(socket.RemoteEndPoint is IPEndPoint { Address: var at } && IPAddress.IsLoopback(at)))
            {
                socket.Dispose();
                throw new NotDeliveredException("without TLS only to a server on this machine");
            }

            await smtp.ConnectAsync(socket, channel.Host, channel.Port, channel.Security switch { MailSecurity.Tls => SecureSocketOptions.SslOnConnect, MailSecurity.StartTls => SecureSocketOptions.StartTls, _ => SecureSocketOptions.None }, within.Token);
            if (channel is { User: { } user, Password: { } password })
            {
                await smtp.AuthenticateAsync(user, password, within.Token);
            }

            await smtp.SendAsync(mail, within.Token);
            await smtp.DisconnectAsync(true, within.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new NotDeliveredException($"the mail server did not take it within {Deadline.TotalSeconds:0} s");
        }
        catch (Exception e) when (e is SmtpCommandException or SmtpProtocolException or AuthenticationException or SslHandshakeException or SocketException or IOException or NotSupportedException or ServiceNotAuthenticatedException)
        {
            // What a server says may repeat what it was told; the kind of failure is enough.
            throw new NotDeliveredException(e switch
            {
                SmtpCommandException c => $"the mail server refused it ({(int)c.StatusCode}, {c.ErrorCode})",
                AuthenticationException => "the mail server does not take user and password",
                SslHandshakeException => "TLS with the mail server failed; is its certificate trusted here?",
                NotSupportedException => "the mail server offers no STARTTLS",
                _ => $"the connection to the mail server failed ({e.GetType().Name})",
            });
        }
    }

    public void Dispose()
    {
        // Each mail has its own connection.
    }

    private MimeMessage Mail(Notice notice)
    {
        var mail = new MimeMessage { Subject = $"[BakeWindow] {notice.Title}", Date = time.GetUtcNow(), MessageId = $"{notice.Id}@bakewindow", Body = new TextPart(TextFormat.Plain) { Text = notice.Text + "\n" } };
        mail.From.Add(MailboxAddress.Parse(channel.From));
        mail.To.AddRange(channel.To.Select(MailboxAddress.Parse));
        // One conversation for each alert, and no answers from those who are away.
        mail.References.Add($"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(notice.Change.Alert.Id + notice.Change.Alert.Since.ToUnixTimeSeconds())))[..24]}@bakewindow");
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        mail.Headers.Add("X-BakeWindow-Kind", notice.Change.Alert.Kind.Word());
        mail.Headers.Add(WebhookChannel.Id, notice.Id);
        if (notice.Change.Alert.Severity is AlertSeverity.Critical && notice.Change.Turn is not AlertTurn.Ended)
        {
            mail.Priority = MessagePriority.Urgent;
        }

        return mail;
    }
}
