namespace FuncNet.Cli

open System
open System.IO
open FuncNet

/// A file that funcnet train has written, or the library.
[<NoEquality; NoComparison>]
type internal Model =
    | OfTables of TableModel
    | OfTensors of Network

module internal Model =

    /// Whether a file holds a model of tables; a checkpoint, which has weights without their network, is named for what it is.
    let private isOfTables path =
        let metadata = (Safetensors.read path).Metadata

        if metadata.ContainsKey "funcnet.training" then
            Errors.data
                "'%s' is a checkpoint: it holds the state of a run, and no network. The model is the file that funcnet train saves (--output); the run goes on with: funcnet train … --resume \"%s\""
                path
                path

        metadata.ContainsKey "funcnet.preprocessing"

    let load (path: string) : Model =
        if Directory.Exists path then
            Errors.data "'%s' is a folder; a model is one file, such as the model.safetensors of funcnet train." path

        if not (File.Exists path) then
            Errors.data "There is no model '%s'." path

        if not (List.contains (endingOf path) [ ".safetensors"; ".onnx" ]) then
            Errors.data "'%s' is no model; a .safetensors or .onnx file is expected. The model comes first." path

        if endingOf path = ".onnx" then OfTensors(Onnx.load path)
        elif isOfTables path then OfTables(TableModel.load path)
        else OfTensors(Network.load path)

    let network model =
        match model with
        | OfTables model -> model.Network
        | OfTensors network -> network

    /// The form of the images that a network takes.
    let form (network: Network) : ImageForm =
        match network.InputShape with
        | Signal.One shape when shape.Rank = 3 -> {
            Size = struct (shape[0], shape[1])
            Channels = shape[2]
            ClassNames = List.ofSeq network.ClassNames
          }
        | Signal.One _
        | Signal.Many _ -> { Samples.asTheyAre with ClassNames = List.ofSeq network.ClassNames }

    /// A network of tensors on data: loss and metrics as in training.
    let figures (network: Network) (data: Dataset) : Figure list =
        let loss = Samples.loss data
        let value, metrics = Trainer.evaluate (Trainer.ofNetwork network loss (Optimizer.sgd 0.0)) network data
        let name = if data.ClassCount > 0 then "crossEntropy" else "meanSquaredError"
        [ yield! metrics; { Name = name; Value = value } ]

    /// A table given to a network of tensors.
    let refuseTable (path: string) (network: Network) : 'T =
        wrongUsage
            "'%s' is a table; the model takes tensors of %O, without a preprocessing: give images, or an .npz file with inputs and targets."
            path
            network.InputShape

    let confusion (network: Network) (data: Dataset) : ConfusionMatrix option =
        if data.ClassCount > 0 then
            let scores = network.Predict data.Inputs
            Some(ConfusionMatrix.create (Samples.classNames data network) (Tensor.argMax -1 scores) data.Targets)
        else
            None

    let confusionDocument (matrix: ConfusionMatrix) =
        let n = matrix.ClassNames.Count
        let counts = (Tensor.cast DType.Int32 matrix.Counts).ToArray<int>()

        Document.object [
            "classes", Document.list [ for name in matrix.ClassNames -> Document.text name ]
            "counts",
            Document.list [
                for i in 0 .. n - 1 -> Document.list [ for j in 0 .. n - 1 -> Document.whole counts[i * n + j] ]
            ]
        ]
