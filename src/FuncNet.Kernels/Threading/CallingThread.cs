namespace FuncNet.Kernels;

/// <summary>What a thread wants of kernels that it calls.</summary>
public static class CallingThread
{
    [ThreadStatic]
    private static bool worksAlone;

    /// <summary>
    /// True on a thread that works beside others, such as one that prepares batches while steps run: kernels on it take no other threads, which
    /// the steps need. The results don't depend on it.
    /// </summary>
    public static bool WorksAlone
    {
        get => worksAlone;
        set => worksAlone = value;
    }
}
