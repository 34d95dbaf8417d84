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

    let private isOfTables path = (Safetensors.read path).Metadata.ContainsKey "funcnet.preprocessing"

    let load (path: string) : Model =
        if not (File.Exists path) then
            Errors.data "There is no model '%s'." path

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
