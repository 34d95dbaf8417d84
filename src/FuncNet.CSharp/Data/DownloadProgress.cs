using Microsoft.FSharp.Core;

namespace FuncNet;

/// <summary>Showing how a download goes.</summary>
public static class DownloadProgress
{
    /// <summary>On the console: a bar for each file on a terminal, plain lines when the output goes elsewhere.</summary>
    public static IProgress<DownloadEvent> Console => DownloadProgressModule.console();

    /// <summary>Plain lines: when a server begins, at each tenth of a file, when it waits, and at the end.</summary>
    public static IProgress<DownloadEvent> Lines(TextWriter writer) => DownloadProgressModule.lines(writer);

    /// <summary>A function that is called with every event, in order and before the download goes on.</summary>
    public static IProgress<DownloadEvent> To(Action<DownloadEvent> see) =>
        DownloadProgressModule.observe(FuncConvert.FromAction(see));
}
