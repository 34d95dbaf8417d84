using Microsoft.FSharp.Core;

namespace FuncNet;

/// <summary>
/// The event files of TensorBoard: records of TensorFlow's TFRecord format, each with its check sums (CRC-32C), that hold messages of Protocol Buffers.
/// TensorBoard finds them below the folder that it is given, by a name that begins with "events.out.tfevents.".
/// </summary>
public static class TensorBoard
{
    /// <summary>
    /// Writes event files to a folder while a run goes on: at the beginning the network as a graph and as a table, and images of the probe; after each
    /// epoch loss, metrics, learning rate and epoch, and histograms, of the gradients too if there is a probe; at the end why it ended. A folder that can't be
    /// made is a DataException before the first step, a file that can't be written later a warning, a number under 0 a ConfigurationException.
    /// Then, on the command line: tensorboard --logdir FOLDER.
    /// </summary>
    /// <param name="folder">"train" in it holds what is measured in training, "validation" what is measured on the validation data.</param>
    /// <param name="everySteps">Loss and metrics of single steps, after every so many; 0 for none.</param>
    /// <param name="histogramEpochs">Histograms after every so many epochs; 0 for none.</param>
    /// <param name="probe">A few samples, whose images and gradients are shown.</param>
    /// <param name="clock">Tells the time of the events; the system's, if none is given.</param>
    public static Callback Log(
        string folder,
        int everySteps = 0,
        int histogramEpochs = 1,
        Dataset? probe = null,
        TimeProvider? clock = null
    ) =>
        TensorBoardCallbacks.Callback.tensorBoardWith(
            new TensorBoardOptions(
                folder,
                everySteps,
                histogramEpochs,
                probe is null ? FSharpOption<Dataset>.None : FSharpOption<Dataset>.Some(probe),
                clock ?? TimeProvider.System
            )
        );

    /// <summary>How the numbers of a tensor are spread; NaN and infinities are left out.</summary>
    public static TensorBoardHistogram Histogram(Tensor tensor) => TensorBoardModule.histogram(tensor);

    /// <summary>The layers of a network, its inputs and joins as a graph, with hyperparameters, shapes and numbers of parameters.</summary>
    public static IReadOnlyList<TensorBoardNode> Graph(Network network) => TensorBoardModule.graph(network);

    /// <summary>The name of a new event file in a folder, as TensorBoard expects it, and such that there is no file of that name.</summary>
    public static string NewPath(DateTimeOffset time, string folder) => TensorBoardModule.newPath(time, folder);

    /// <summary>Writes events to a file, which is replaced as a whole or not at all. An entry that can't be written is a DataException.</summary>
    public static void Write(string path, IEnumerable<TensorBoardEvent> events) =>
        TensorBoardModule.write(path, events);

    /// <summary>Writes events behind those of a file, or to a new file; at once, so that TensorBoard shows them while the run goes on.</summary>
    public static void Append(string path, IEnumerable<TensorBoardEvent> events) =>
        TensorBoardModule.append(path, events);

    /// <summary>
    /// The events of a file, in order. A file that is cut off or damaged, and one that is no event file of version 2, is a DataException that names the
    /// file and the record.
    /// </summary>
    public static IReadOnlyList<TensorBoardEvent> Read(string path) => TensorBoardModule.read(path);
}
