namespace FuncNet

/// When a run is written to a folder, and what stays there.
type CheckpointOptions = {
    /// The folder, which is made if there is none. It belongs to one run at a time.
    Folder: string
    /// After every so many epochs; 0 for never.
    EveryEpochs: int
    /// After every so many steps of the run; 0 for never.
    EverySteps: int
    /// So many of the newest checkpoints stay; 0 for none, so that only the best is written.
    KeepLast: int
    /// The epoch that is best by this figure stays in a file of its own, if there is a figure.
    Best: Criterion option
}

/// Callbacks that write the state of a run to files.
[<AutoOpen>]
module CheckpointCallbacks =

    [<RequireQualifiedAccess>]
    module Checkpoints =

        /// In a folder, after every epoch, of which the newest two stay.
        val inFolder: folder: string -> CheckpointOptions

        /// In a folder, the best epoch alone, by a figure.
        val bestInFolder: folder: string -> best: Criterion -> CheckpointOptions

    [<RequireQualifiedAccess>]
    module Callback =

        /// Writes the state of the run to "step-0000012345.safetensors" in a folder, and that of the best epoch to "best.safetensors", and also
        /// when the run is over. A run from such a state equals the unbroken one bit for bit. A file is written beside the one that it
        /// replaces, flushed to the disk, and renamed: a process that ends at any moment leaves the last checkpoint whole. One
        /// that cannot be written is a warning, and the run goes on; a folder that cannot be made is a DataException before the first
        /// step, and one with checkpoints of later steps a ConfigurationException, as are numbers under 0 and options that write nothing.
        val checkpointWith: options: CheckpointOptions -> Callback

        /// Writes the state of the run to a folder after every epoch; the newest two stay.
        val checkpoint: folder: string -> Callback
