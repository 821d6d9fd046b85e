using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ClinicaMV.Tests.Infrastructure;

/// <summary>A real SMTP server on a loopback port of the system's choice. It relays nothing and keeps what it takes.</summary>
public sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<ReceivedMail> received = new();
    private readonly ConcurrentDictionary<Task, byte> sessions = new();
    private readonly SemaphoreSlim arrived = new(0);
    private readonly Task accepting;

    public SmtpServer()
    {
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    public string Host => "localhost";
    public int Port { get; }
    public string User { get; init; } = "clinic";
    public string Password { get; init; } = "correct horse battery staple";
    /// <summary>Neither AUTH nor MAIL before TLS, and no MAIL before AUTH.</summary>
    public bool RequireTls { get; init; } = true;
    /// <summary>TLS from the first byte (MailKit's SslOnConnect) in place of STARTTLS.</summary>
    public bool ImplicitTls { get; init; }
    /// <summary>Takes back STARTTLS, as somebody on the way does who wants to read along.</summary>
    public bool OffersTls { get; init; } = true;
    /// <summary>Then the connection is closed: with a 421, or without a word.</summary>
    public int MailsPerConnection { get; set; } = int.MaxValue;
    public bool SaysGoodbye { get; set; } = true;
    public string TrustedBy(string folder)
    {
        var file = Path.Combine(folder, "smtp.pem");
        File.WriteAllText(file, Certificate.ExportCertificatePem());
        return file;
    }

    /// <summary>Those beyond are sent away with a 421.</summary>
    public int MostConnections { get; set; } = int.MaxValue;
    public SmtpFaults Faults { get; } = new();

    /// <summary>Done with each message before its sender hears that it was taken; the sender is told as soon as this is.</summary>
    public Func<ReceivedMail, Task> BeforeAnswer { get; set; } = _ => Task.CompletedTask;

    /// <summary>Sent along with the certificate.</summary>
    public X509Certificate2Collection Intermediates { get; init; } = [];

    /// <summary>So many connections were open at the same time.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>So many connections have been made in all.</summary>
    public int Connections { get; private set; }

    /// <summary>So many clients wait for an answer that will not come.</summary>
    public int Silent => silent;

    private int silent;

    /// <summary>Self-signed and new with every server: nobody trusts it by accident.</summary>
    public X509Certificate2 Certificate { get; init; } = SelfSigned("localhost");

    public IReadOnlyList<ReceivedMail> Received => [.. received];

    /// <exception cref="TimeoutException">Fewer messages came in that time.</exception>
    public async Task<IReadOnlyList<ReceivedMail>> WaitForAsync(int count, TimeSpan timeout)
    {
        var waited = Stopwatch.StartNew();
        while (received.Count < count)
        {
            var left = timeout - waited.Elapsed;
            if (left <= TimeSpan.Zero)
                throw new TimeoutException($"{received.Count} of {count} messages arrived within {timeout}.");
            // Another waiter may take the signal, so nobody relies on it for long.
            await arrived.WaitAsync(left < Glance ? left : Glance);
        }
        return Received;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(sessions.Keys);
        Certificate.Dispose();
        stopping.Dispose();
    }

    internal void Keep(ReceivedMail mail)
    {
        received.Enqueue(mail);
        arrived.Release();
    }

    internal IDisposable OneMoreSilent()
    {
        Interlocked.Increment(ref silent);
        return new Spoken(() => Interlocked.Decrement(ref silent));
    }

    private sealed class Spoken(Action end) : IDisposable
    {
        public void Dispose() => end();
    }

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                Serve(await listener.AcceptTcpClientAsync(stopping.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Stopping, or a client that was gone before it was accepted.
            }
        }
    }

    private void Serve(TcpClient client)
    {
        if (Faults.Take(SmtpFault.RefuseConnection))
        {
            client.Client.Close(0);
            return;
        }
        client.NoDelay = true;
        if (sessions.Count >= MostConnections)
        {
            client.Client.Send("421 4.7.0 Too many connections\r\n"u8);
            client.Dispose();
            return;
        }
        var session = new SmtpSession(this, client).RunAsync(stopping.Token);
        sessions.TryAdd(session, 0);
        Connections++;
        MostAtOnce = Math.Max(MostAtOnce, sessions.Count);
        // A session that failed stays, so that disposing shows its exception.
        session.ContinueWith(done => sessions.TryRemove(done, out _), CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    public static X509Certificate2 SelfSigned(string host, int days = 1)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        var now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddDays(days - 2), now.AddDays(days));
    }
}
