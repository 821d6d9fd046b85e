namespace ClinicaMV.Pages.Admin;

/// <summary>Bars over a scale, as the partial view <c>_Plot</c> draws them. Where everything stands has been computed already.</summary>
/// <param name="Title">What is to be seen, for those who do not see it.</param>
public sealed record Plot(string Title, IReadOnlyList<PlotMark> Marks, IReadOnlyList<PlotBar> Bars, IReadOnlyList<PlotMark> Names, IReadOnlyList<PlotKey> Keys)
{
    public const int Width = 720;
    public const int Height = 260;
    public const int Left = 70;
    public const int Floor = 220;
    public const int Top = 20;
}

/// <summary>Words at the scale (a height) or under the bars (a place along the floor).</summary>
public sealed record PlotMark(int At, string Words);

/// <summary>One bar or a piece of one.</summary>
/// <param name="Kind">The class of its colour.</param>
public sealed record PlotBar(string Kind, int X, int Y, int Width, int Height);

/// <summary>What a colour means.</summary>
public sealed record PlotKey(string Kind, string Words);
