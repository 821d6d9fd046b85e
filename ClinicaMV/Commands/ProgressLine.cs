namespace ClinicaMV.Commands;

/// <summary>How far it is, on standard error: one line that is written over on a terminal, a line for each tenth elsewhere.</summary>
internal sealed class ProgressLine(long all) : IProgress<long>
{
    private long told;

    public void Report(long done)
    {
        var tenths = all == 0 ? 10 : done * 10 / all;
        if (!Console.IsErrorRedirected)
            Console.Error.Write($"\r[{new string('#', (int)tenths)}{new string('.', (int)Math.Max(0, 10 - tenths))}] {done} of {all}{(done >= all ? Environment.NewLine : "")}");
        else if (tenths > told)
            Console.Error.WriteLine($"{done} of {all}");
        told = tenths;
    }
}
