namespace FuncNet

open System
open System.Collections.Generic
open System.Globalization

type ParameterSparsity = {
    Path: string
    Size: int
    Small: int
} with

    member counted.Share = float counted.Small / float counted.Size

[<Sealed>]
type Sparsity internal (threshold: float, parameters: ParameterSparsity[]) =

    let share = float (Array.sumBy _.Small parameters) / float (Array.sumBy _.Size parameters)

    member _.Threshold = threshold
    member _.Parameters: IReadOnlyList<ParameterSparsity> = Array.AsReadOnly parameters
    member _.Share = share

    override _.ToString() =
        let percent (x: float) = x.ToString("0.0 %", CultureInfo.InvariantCulture)

        let row (counted: ParameterSparsity) = [|
            counted.Path
            string counted.Small
            string counted.Size
            percent counted.Share
        |]

        let all = [|
            "all"
            string (Array.sumBy _.Small parameters)
            string (Array.sumBy _.Size parameters)
            percent share
        |]

        [| "weights"; $"under {threshold}"; "of"; "share" |]
        :: (parameters |> Array.map row |> Array.toList)
        @ [ all ]
        |> Drawing.aligned (fun column -> column > 0)

[<AutoOpen>]
module SparsityReport =

    [<RequireQualifiedAccess>]
    module Parameters =

        let sparsity (threshold: float) (tree: Parameters) =
            let t = Argument.positive "Parameters.sparsity" "the threshold" threshold

            let counted path (tensor: Tensor) = {
                Path = path
                Size = tensor.Size
                Small =
                    Tensor.less (abs tensor) (Tensor.number tensor.DType t)
                    |> fun small -> small.ToArray<bool>() |> Seq.filter id |> Seq.length
            }

            Sparsity(
                t,
                [|
                    for i in 0 .. tree.Count - 1 do
                        if tree.Layout.Decays[i] then
                            counted tree.Layout.Paths[i] tree.Tensors[i]
                |]
            )
