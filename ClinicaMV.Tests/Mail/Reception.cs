using System.Collections.Concurrent;
using System.Net;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Mail;

/// <summary>Books one appointment after the other at a program that may be gone at any moment. Its session and its form outlive the program.</summary>
internal sealed class Reception(TestClinic people)
{
    private const int ADay = 32;
    private const int Minutes = 15;

    private static readonly TimeOnly Opening = new(9, 0);

    private readonly ConcurrentDictionary<string, bool> confirmed = [];
    private Page? form;
    private int attempts;
    private int refused;
    private bool goesHome;

    /// <summary>The appointments whose confirmation has been seen.</summary>
    public ICollection<string> Confirmed => confirmed.Keys;

    /// <summary>Whether an error page is an answer, after which it tries another hour.</summary>
    public bool TakesRefusals { get; set; }

    public int Refused => refused;

    public async Task OpenAsync(Uri address)
    {
        if (form is not null)
            return;

        // A connection each: none is left of a program that is gone.
        var delia = new Visitor(address, new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.Zero });
        await delia.SignInAsync(people.Delia.Email!, TestClinic.Password);
        form = (await delia.OpenAsync($"/Appointments/Book?PatientId={people.Ana.Id}&SpecialistId={people.Bruno.Id}")).Is(HttpStatusCode.OK);
    }

    /// <param name="warm">Set with the first confirmation: it takes longer than all the others that a program lives to see.</param>
    public async Task BookUntilGoneAsync(TaskCompletionSource warm)
    {
        try
        {
            while (!goesHome)
            {
                using var response = await form!.SubmitOnceAsync("Input.PatientId", NextHour());
                if (TakesRefusals && response.StatusCode >= HttpStatusCode.InternalServerError)
                {
                    Interlocked.Increment(ref refused);
                    continue;
                }

                // Faster than one network may ask: it waits as it is told.
                if (response.StatusCode == HttpStatusCode.TooManyRequests)
                {
                    await Task.Delay(response.Headers.RetryAfter!.Delta!.Value);
                    continue;
                }

                Assert.True(response.Headers.Location is not null, $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
                confirmed[response.Headers.Location.ToString().Split('/')[^1]] = true;
                warm.TrySetResult();
            }
        }
        catch (HttpRequestException)
        {
            // It is gone.
        }
    }

    public void Stop() => goesHome = true;

    private (string, string)[] NextHour()
    {
        var (day, turn) = Math.DivRem(Interlocked.Increment(ref attempts) - 1, ADay);
        return
        [
            ("Input.PatientId", people.Ana.Id), ("Input.SpecialistId", people.Bruno.Id),
            ("Input.Hour.Date", DateOnly.FromDateTime(DateTime.UtcNow).AddDays(7 + day).ToString("yyyy-MM-dd")),
            ("Input.Hour.Time", Opening.AddMinutes(turn * Minutes).ToString("HH:mm")), ("Input.Hour.Minutes", $"{Minutes}"),
        ];
    }
}
