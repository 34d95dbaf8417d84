using Microsoft.Extensions.Logging;

namespace FuncNet;

/// <summary>
/// Writing down how a run goes. A log that can't be written when the run begins is a DataException before the first step; one that fails later is
/// a warning of the run, which goes on without it.
/// </summary>
public static class Logs
{
    /// <summary>
    /// A CSV file with a row for each epoch: epoch, loss, metrics, those of the validation if there is one, and rate. Rows of the same or later
    /// epochs that are there already are replaced, so that the file of a resumed run is the one of an unbroken run.
    /// </summary>
    public static Observer Csv(string path) => LogModule.csv(path);

    /// <summary>
    /// A file to which a JSON object is added for each event, a line each; steps every so many, 0 for none. What JSON has no number for is the text
    /// "NaN", "Infinity" or "-Infinity". The time is a clock's, the system's if none is given, in UTC.
    /// </summary>
    public static Observer JsonLines(string path, int everySteps = 0, TimeProvider? clock = null) =>
        LogModule.jsonLinesBy(clock ?? TimeProvider.System, everySteps, path);

    /// <summary>
    /// Tells a logger of every event: warnings as warnings, steps as debug messages, all else as information, each with its figures as named values.
    /// </summary>
    public static Observer To(ILogger logger) => LogModule.logger(logger);
}
