namespace FuncNet

/// Pipelines of samples and batches, from data to a trainer.
[<AutoOpen>]
module PipelineBatches =

    [<RequireQualifiedAccess>]
    module Pipeline =

        /// The samples of a data set, in its order.
        val ofDataset: data: Dataset -> Pipeline<Sample>

        /// Batches in the order of the data; the last may be shorter. A size under 1 or over the number of samples is a DataException.
        val batches: size: int -> data: Dataset -> Pipeline<Batch>

        /// Batches in another order in each epoch, in which every sample comes once; the last may be shorter. A resumed run goes on within
        /// an epoch without making the batches that are done.
        val shuffledBatches: size: int -> data: Dataset -> Pipeline<Batch>

        /// So many samples side by side: inputs and targets [size; …], labels int32 [size]; the last batch may be shorter. Samples of different
        /// shapes, types or names in a batch are a DataException.
        val batch: size: int -> source: Pipeline<Sample> -> Pipeline<Batch>

        /// The same without a last, shorter batch.
        val batchDropLast: size: int -> source: Pipeline<Sample> -> Pipeline<Batch>

        /// So many tensors of one shape along a new first axis; a last, shorter one is kept or dropped.
        val batchTensors: size: int -> dropLast: bool -> source: Pipeline<Tensor> -> Pipeline<Tensor>

        /// The samples of batches, one by one.
        val unbatch: source: Pipeline<Batch> -> Pipeline<Sample>

        /// f of every input [size; …] of each batch.
        val mapInputs: f: (Tensor -> Tensor) -> source: Pipeline<Batch> -> Pipeline<Batch>

        /// f key x of every input of each batch, with a key for each batch.
        val mapInputsKeyed: f: (Key -> Tensor -> Tensor) -> source: Pipeline<Batch> -> Pipeline<Batch>

        /// Gives each input and each target a name. Where the branches of a network that reads several inputs have names (Layer.named), the
        /// trainer sees to it that inputs come to their branches.
        val named: inputs: string seq -> targets: string seq -> source: Pipeline<Batch> -> Pipeline<Batch>

        /// The inputs and targets of these names, in this order: the network's. A name that a batch does not have is a DataException.
        val select: inputs: string seq -> targets: string seq -> source: Pipeline<Batch> -> Pipeline<Batch>

        /// What a trainer takes: batches as the pipeline makes them, whatever the trainer's batch size. An epoch is the pipeline's, from the run's
        /// key and the epoch's number, and a resumed run goes on behind the batches that are done. All batches have the same inputs, targets,
        /// types and names; the number of samples and other sizes may differ, but the last eight shapes only are kept compiled. A pipeline
        /// without end is a ConfigurationException, an epoch without batches a DataException.
        val forTraining: source: Pipeline<Batch> -> TrainingData

        /// The same with the names of the classes, which the network takes over.
        val forTrainingOf: classNames: string seq -> source: Pipeline<Batch> -> TrainingData
