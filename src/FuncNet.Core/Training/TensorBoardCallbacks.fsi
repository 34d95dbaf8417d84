namespace FuncNet

open System

/// What is written of a run for TensorBoard, and where.
[<NoEquality; NoComparison>]
type TensorBoardOptions = {
    /// The folder of the run, which is made if there is none: "train" in it holds what is measured in training, "validation" what is measured on the
    /// validation data, so that TensorBoard draws both into one chart.
    Folder: string
    /// Loss and metrics of single steps, after every so many; 0 for none.
    EverySteps: int
    /// Histograms of parameters, and of gradients if there is a probe, after every so many epochs; 0 for none.
    HistogramEpochs: int
    /// A few samples: their images are shown, if they are images, and the gradients of their loss are drawn as histograms.
    Probe: Dataset option
    /// Tells the time of the events.
    Clock: TimeProvider
}

/// Callbacks that write a run down for TensorBoard.
[<AutoOpen>]
module TensorBoardCallbacks =

    [<RequireQualifiedAccess>]
    module TensorBoardOptions =

        /// Losses, metrics, the rate and histograms of the parameters after every epoch, no steps, no probe, by the system's clock.
        val inFolder: folder: string -> TensorBoardOptions

    [<RequireQualifiedAccess>]
    module Callback =

        /// Writes event files of TensorBoard to a folder while a run goes on: at the beginning the network as a graph and as a table, and images of the
        /// probe; after each epoch loss, metrics, learning rate and epoch, and histograms; at the end why it ended. The step of each is that of the run. A run
        /// that is gone on with adds files of its own, and what older ones say of later steps does not count any more. A file that cannot be written is a warning,
        /// and the run goes on; a folder that cannot be made is a DataException before the first step; a number under 0 is a ConfigurationException.
        /// The gradients of the probe are those of the mean loss alone, in training, with the key of seed 0; its images are those of the first eight samples, brought
        /// to numbers from 0 to 1 where they are not.
        ///
        /// <code>
        /// trainer |> Trainer.withCallback (Callback.tensorBoard "runs/first")
        /// </code>
        ///
        /// and then, on the command line, tensorboard --logdir runs.
        val tensorBoardWith: options: TensorBoardOptions -> Callback

        /// Writes losses, metrics, the rate, histograms of the parameters and the graph of the network to a folder, for TensorBoard.
        val tensorBoard: folder: string -> Callback
