using System.Net;
using System.Security.Authentication;
using System.Text;

namespace ClinicaMV.Jitsi;

/// <summary>Goes to the video server by https as a browser would, follows it nowhere else, and takes no more than a script can be.</summary>
public sealed class JitsiServerClient(HttpMessageHandler network)
{
    private const int MostBytes = 5_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public HttpClient Http { get; } = new(network) { Timeout = Patience, MaxResponseContentBufferSize = MostBytes };

    public static HttpMessageHandler Network() => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>Whether there is something at that address. Whose certificate can be trusted is for the browsers to say, which may know more authorities than we.</summary>
    public async Task<bool> AnswersAsync(string address, TimeSpan patience)
    {
        using var late = new CancellationTokenSource(patience);
        try
        {
            using var answer = await Http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, late.Token);
            return (int)answer.StatusCode < StatusCodes.Status400BadRequest;
        }
        catch (HttpRequestException e)
        {
            return e.HttpRequestError is HttpRequestError.SecureConnectionError;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <returns>What the server has there, and the time by its own clock.</returns>
    /// <exception cref="JitsiUnreachable">It has nothing there, or there is no reaching it.</exception>
    public async Task<(byte[] Content, DateTimeOffset? Date)> FetchAsync(string address, CancellationToken cancel)
    {
        try
        {
            using var answer = await Http.GetAsync(address, cancel);
            return answer.IsSuccessStatusCode
                ? (await answer.Content.ReadAsByteArrayAsync(cancel), answer.Headers.Date)
                : throw new JitsiUnreachable($"{address} answers {(int)answer.StatusCode}");
        }
        catch (Exception e) when (WhyOf(e, cancel) is { } why)
        {
            throw new JitsiUnreachable($"{address}: {why}", CertificateRemedyFor(e));
        }
    }

    /// <summary>The script that a page embeds the server with.</summary>
    /// <exception cref="JitsiUnreachable">There is none, or what is there is something else.</exception>
    public async Task<byte[]> ScriptAsync(string address, CancellationToken cancel)
    {
        var (content, _) = await FetchAsync(address, cancel);
        var text = Encoding.UTF8.GetString(content);
        // Servers answer what they do not know with their start page.
        return !text.TrimStart().StartsWith('<') && text.Contains("JitsiMeetExternalAPI", StringComparison.Ordinal)
            ? content
            : throw new JitsiUnreachable($"{address} is not Jitsi's external_api.js");
    }

    /// <returns>Why the server could not be asked; <see langword="null"/> for a failure that is no answer to that.</returns>
    public static string? WhyOf(Exception failure, CancellationToken cancel) => failure switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => $"no TLS that can be trusted ({Said(failure)})",
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => $"more than {MostBytes / 1_000_000} MB",
        HttpRequestException => $"nobody answers ({Said(failure)})",
        OperationCanceledException when !cancel.IsCancellationRequested => "no answer in time",
        _ => null,
    };

    // .NET tells what is wrong with a certificate in words alone: the names of its flags are among them.
    private static string? CertificateRemedyFor(Exception failure)
    {
        return failure.GetBaseException() is not AuthenticationException { Message: var said } ? null
            : Says("RemoteCertificateNameMismatch") ? "Its certificate is for another name: Jitsi:Domain has to be one that stands in it."
            : Says("NotTimeValid") ? "Its certificate has expired, or is not valid yet: whoever runs the server has to renew it, unless it is this machine's clock that is wrong."
            : Says("UntrustedRoot") || Says("PartialChain") ? "Nobody whom this machine trusts has signed its certificate, and browsers will warn as well: the server needs one by a public authority, and has to send the intermediate ones with it."
            : null;

        bool Says(string flag) => said.Contains(flag, StringComparison.Ordinal);
    }

    private static string Said(Exception failure) => failure.GetBaseException().Message.ReplaceLineEndings(" ");
}
