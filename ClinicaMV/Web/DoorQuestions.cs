using ClinicaMV.Appointments;
using ClinicaMV.Visits;

namespace ClinicaMV.Web;

/// <summary>
/// What every page at the door asks: how the visit stands. As JSON; 304 while nothing has changed, which is held until there is news
/// where the page has the time (decision 19). Ids have no place in it.
/// </summary>
public static class DoorQuestions
{
    /// <summary>Only a script of our own pages can send it: a link, a prefetcher or another site's page is no sign of life.</summary>
    private const string SignOfLife = "X-Here";

    public static bool IsSignOfLife(this HttpContext context) => context.Request.Headers.ContainsKey(SignOfLife);

    /// <param name="ask">How it stands now, at each call anew; <see langword="null"/> for whoever takes no part.</param>
    public static async Task<IResult> AnswerAsync<TStatus>(
        this HttpContext context, Func<Task<TStatus?>> ask, Func<TStatus, string> words, Func<Task> deny) where TStatus : DoorStatus
    {
        context.ExpectNoPage();
        var status = await ask();
        var isKnown = IsKnown();
        if (isKnown)
        {
            var watch = context.RequestServices.GetRequiredService<DoorWatch>();
            if (context.HoldFor() is not { } atMost || !await watch.WaitAsync(status!, atMost, context.RequestAborted))
                return Results.StatusCode(StatusCodes.Status304NotModified);
            status = await ask();
            isKnown = IsKnown();
        }

        if (status is null)
        {
            await deny();
            return Results.NotFound();
        }

        // Nothing more for whom it is over: it may be somebody else's by now.
        if (status.IsOver)
            return context.Whole(new { ended = true });

        return isKnown ? Results.StatusCode(StatusCodes.Status304NotModified) : context.Whole(new
        {
            status.MustWait,
            ended = false,
            room = status.RoomTag,
            words = words(status),
            expectedAt = status.Appointment.ExpectedAt(),
        });

        bool IsKnown() => status is { IsOver: false } && context.Knows(status.Stamp);
    }
}
