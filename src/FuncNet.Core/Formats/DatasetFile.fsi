namespace FuncNet

/// Data sets in .npz files, such as the results of a base that was computed once (bottleneck features).
[<AutoOpen>]
module DatasetFile =

    [<RequireQualifiedAccess>]
    module Dataset =

        /// What a network makes of the inputs, in inference mode, with the same targets, class names and weights: of the base of a network,
        /// these are the bottleneck features, on which a head trains without running the base again. Several results throw ShapeException.
        val through: network: Network -> data: Dataset -> Dataset

        /// Writes the arrays "inputs", "targets" and, if there are some, "weights" to an .npz file, whole or not at all; not the names of
        /// the classes. Several inputs or targets throw ShapeException.
        val saveNpz: path: string -> data: Dataset -> unit

        /// The data set of such a file, with these names of its classes, or none. What is no data set is a DataException that names the file.
        val loadNpz: classNames: string seq -> path: string -> Dataset
