namespace FuncNet

open System
open System.Collections.Generic

[<Sealed>]
type ConfusionMatrix private (counts: int[,], names: string[]) =

    let classes = names.Length
    let total = counts |> Seq.cast<int> |> Seq.sum
    let right = Seq.sum (seq { for c in 0 .. classes - 1 -> counts[c, c] })

    let require c =
        if c < 0 || c >= classes then
            Errors.configuration "ConfusionMatrix: %d is not one of the %d classes 0 … %d." c classes (classes - 1)

        c

    let found c = float counts[require c, c]
    let ofClass c = Seq.sum (seq { for j in 0 .. classes - 1 -> float counts[require c, j] })
    let takenFor c = Seq.sum (seq { for r in 0 .. classes - 1 -> float counts[r, require c] })
    let over a b = if b = 0.0 then 0.0 else a / b
    let precision c = over (found c) (takenFor c)
    let recall c = over (found c) (ofClass c)
    let f1 c = over (2.0 * found c) (takenFor c + ofClass c)
    let iou c = over (found c) (takenFor c + ofClass c - found c)
    let averaged (figure: int -> float) = Seq.average (Seq.init classes figure)

    static member Of(predictions: Tensor, labels: Tensor, classNames: string seq) =
        let names = Seq.toArray classNames

        for what, tensor in [ "predictions", predictions; "labels", labels ] do
            if tensor.DType <> DType.Int32 then
                Errors.dtype "ConfusionMatrix: the %s must be int32; they are %O." what tensor.DType

        if predictions.Shape <> labels.Shape then
            Errors.shape
                "ConfusionMatrix: the shapes of predictions and labels are %O and %O; they must be the same."
                predictions.Shape
                labels.Shape

        let classAt what sample c =
            if c < 0 || c >= names.Length then
                Errors.data
                    "ConfusionMatrix: the %s %d of sample %d is not one of the %d classes 0 … %d."
                    what
                    c
                    sample
                    names.Length
                    (names.Length - 1)

            c

        let counts = Array2D.zeroCreate names.Length names.Length

        Array.zip (labels.ToArray<int>()) (predictions.ToArray<int>())
        |> Array.iteri (fun sample (label, prediction) ->
            let row, column = classAt "label" sample label, classAt "prediction" sample prediction
            counts[row, column] <- counts[row, column] + 1)

        ConfusionMatrix(counts, names)

    member _.Counts = Tensor.owning [ classes; classes ] (counts |> Seq.cast<int> |> Seq.toArray)
    member _.ClassNames: IReadOnlyList<string> = Array.AsReadOnly names
    member _.Accuracy = float right / float total

    member _.Precision label = precision label
    member _.Recall label = recall label
    member _.F1 label = f1 label
    member _.IoU label = iou label
    member _.MacroPrecision = averaged precision
    member _.MacroRecall = averaged recall
    member _.MacroF1 = averaged f1
    member _.MeanIoU = averaged iou
    member matrix.MicroF1 = matrix.Accuracy

    override _.ToString() =
        let corner = @"true \ predicted"
        let first = Seq.append [ corner ] names |> Seq.map _.Length |> Seq.max

        let width c =
            Seq.append [ names[c].Length ] (seq { for r in 0 .. classes - 1 -> (string counts[r, c]).Length })
            |> Seq.max

        let widths = Array.init classes width

        let line (head: string) (cells: string seq) =
            head.PadRight first
            + String.Join("", cells |> Seq.mapi (fun c cell -> "  " + cell.PadLeft widths[c]))

        Seq.append
            [ line corner names ]
            (seq {
                for r in 0 .. classes - 1 -> line names[r] (seq { for c in 0 .. classes - 1 -> string counts[r, c] })
            })
        |> String.concat Environment.NewLine

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ConfusionMatrix =

    let create (classNames: string seq) (predictions: Tensor) (labels: Tensor) =
        ConfusionMatrix.Of(predictions, labels, classNames)
