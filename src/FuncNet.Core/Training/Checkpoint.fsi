namespace FuncNet

/// Training states in files.
[<AutoOpen>]
module CheckpointFiles =

    /// A training state as one safetensors file: parameters, running state, optimizer, callbacks with the weights that they keep, key, step,
    /// position in the data, the sums of the epoch under way, and history. Nothing in a file can run code. Its texts are JSON in
    /// the metadata, with a version and a SHA-256 sum of everything.
    [<RequireQualifiedAccess>]
    module Checkpoint =

        /// Writes a state to a file that is replaced as a whole or not at all; a DataException if it can't be written.
        val save: path: string -> state: TrainingState -> unit

        /// The state in a file, for a trainer and a network like those that wrote it. A file that is damaged, is no checkpoint or does
        /// not fit is a DataException that says what differs.
        val load: trainer: Trainer -> network: Network -> path: string -> TrainingState

        /// The network with the weights and the running state of a checkpoint, such as that of the best epoch; whatever optimizer
        /// wrote it. A file that is damaged, is no checkpoint or does not fit is a DataException that says what differs.
        val weights: network: Network -> path: string -> Network

        /// The newest whole checkpoint in a folder: that of the most steps, or the best, if there is no other. Damaged files are
        /// passed over. None if there is no folder.
        val latest: folder: string -> string option

    [<RequireQualifiedAccess>]
    module Trainer =

        /// Writes the state of the run to a folder after every epoch, as Callback.checkpoint; the newest two stay.
        val withCheckpoints: folder: string -> trainer: Trainer -> Trainer

        /// The state to go on from: that of a file, or of the newest whole checkpoint of a folder; the first, if there is no folder or it
        /// has none.
        val startFrom: path: string -> key: Key -> network: Network -> trainer: Trainer -> TrainingState

        /// Trains as fit does, but goes on from a checkpoint: from a file, or from the newest whole checkpoint of a folder; from the
        /// beginning, if there is no folder or it has none. So a program that is run again after it was ended goes on where it was, and its
        /// result is that of one unbroken run, bit for bit.
        val resume: path: string -> key: Key -> epochs: int -> data: TrainingData -> trainer: Trainer -> TrainingResult
