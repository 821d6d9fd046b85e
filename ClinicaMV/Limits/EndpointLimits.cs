using System.Globalization;
using System.Threading.RateLimiting;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace ClinicaMV.Limits;

/// <summary>
/// The outer limit: what one network can ask of one instance before anything is looked up, counted in memory. Generous, because a whole
/// clinic can stand behind one address. Guesses and mail are counted in the database (<see cref="SignInBrakes"/>, <see cref="MailBrakes"/>).
/// </summary>
public static class EndpointLimits
{
    /// <summary>Pages for people.</summary>
    public const string Pages = nameof(Pages);

    /// <summary>Pages on which passwords and codes are tried and mail is asked for; what is posted there costs a password hash.</summary>
    public const string SignIn = nameof(SignIn);

    /// <summary>Calendar feeds: one calendar service reads those of many people.</summary>
    public const string Feed = nameof(Feed);

    /// <summary>What browsers report of themselves.</summary>
    public const string Reports = nameof(Reports);

    public const int PostsAtSignIn = 120;

    public static void AddEndpointLimits(this IServiceCollection services) => services.AddRateLimiter(limits =>
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.OnRejected = (refused, _) =>
        {
            refused.HttpContext.RefuseForNow(refused.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1));
            return ValueTask.CompletedTask;
        };
        limits.AddPolicy(Pages, request => Bucket(request.CallerNetworkOf(), atOnce: 2000, aSecond: 50));
        limits.AddPolicy(SignIn, request => HttpMethods.IsPost(request.Request.Method)
            ? Bucket($"post {request.CallerNetworkOf()}", PostsAtSignIn, aSecond: 1)
            : Bucket(request.CallerNetworkOf(), atOnce: 500, aSecond: 10));
        limits.AddPolicy(Feed, request => Bucket(request.CallerNetworkOf(), atOnce: 300, aSecond: 5));
        limits.AddPolicy(Reports, request => Bucket(request.CallerNetworkOf(), atOnce: 20, aSecond: 1));
    });

    /// <summary>429, and when to come again; for people the error page says it in words, a program gets no body.</summary>
    public static void RefuseForNow(this HttpContext request, TimeSpan wait)
    {
        request.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        request.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (request.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>() is null)
            request.ExpectNoPage();
    }

    private static RateLimitPartition<string> Bucket(string caller, int atOnce, int aSecond)
        => RateLimitPartition.GetTokenBucketLimiter(caller, _ => new()
        {
            TokenLimit = atOnce,
            TokensPerPeriod = aSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        });
}
