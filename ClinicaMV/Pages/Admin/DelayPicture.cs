using System.Globalization;
using ClinicaMV.Mail;

namespace ClinicaMV.Pages.Admin;

/// <summary>Where the bars stand. Each step up is so many times later: a second and an hour fit into one picture.</summary>
public sealed record DelayPicture(IReadOnlyList<MailDelay> Days)
{
    public const int Width = 720;
    public const int Height = 260;
    public const int Left = 70;
    public const int Floor = 220;
    private const int Top = 20;
    private const int Bar = 16;

    /// <summary>Marks on the scale, in seconds, with the key of their words.</summary>
    public static IReadOnlyList<(int Seconds, string Key)> Marks { get; } =
        [(1, "Delays.Second"), (10, "Delays.TenSeconds"), (60, "Delays.Minute"), (600, "Delays.TenMinutes"), (3600, "Delays.Hour"), (86400, "Delays.Day")];

    public IEnumerable<DelayBar> Bars => Days.SelectMany((day, i) => new[] { BarOf(day, i, day.Half, "plot-half", 0), BarOf(day, i, day.Most, "plot-most", Bar) }.OfType<DelayBar>());

    public static int At(double seconds)
        => Floor - (int)Math.Round((Floor - Top) * Math.Log10(Math.Clamp(seconds, 0.5, 100_000) / 0.5) / Math.Log10(100_000 / 0.5));

    public int MiddleOf(int day) => Left + (Width - Left) * day / Days.Count + Bar;

    public static string Seconds(double? seconds) => seconds?.ToString("0.0", CultureInfo.InvariantCulture) ?? "";

    private DelayBar? BarOf(MailDelay day, int i, double? seconds, string kind, int shift)
        => seconds is { } late ? new(kind, MiddleOf(i) - Bar + shift, Math.Min(At(late), Floor - 2), Bar - 1, day.Day, late) : null;
}

/// <summary>One bar, down to the floor.</summary>
public sealed record DelayBar(string Kind, int X, int Y, int Width, DateOnly Day, double Seconds);
