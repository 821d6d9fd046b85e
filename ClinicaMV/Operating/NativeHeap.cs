using System.Runtime.InteropServices;

namespace ClinicaMV.Operating;

/// <summary>What is asked of the system besides the collector's heap: by SQLite, and by the runtime while it compiles.</summary>
internal static class NativeHeap
{
    // M_ARENA_MAX of glibc's malloc.h.
    private const int MostArenas = -8;

    /// <summary>
    /// glibc gives nearly every thread a heap of its own, up to eight for each processor, and what is freed in one of them is of no use to the others: after a busy
    /// hour that was a fifth of what the portal held. To be called before there are many threads.
    /// </summary>
    public static void Share()
    {
        if (!OperatingSystem.IsLinux())
            return;

        try
        {
            _ = Set(MostArenas, 2);
        }
        catch (EntryPointNotFoundException)
        {
            // Another libc, which has no such heaps.
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    private static extern int Set(int what, int value);
}
