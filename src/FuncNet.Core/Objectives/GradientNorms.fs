namespace FuncNet

open System
open System.Collections.Generic
open System.Globalization

type ParameterNorms = { Path: string; Value: float; Gradient: float }

type LayerNorms = {
    Path: string
    Kind: string
    Output: float
    Adjoint: float
    Parameters: IReadOnlyList<ParameterNorms>
} with

    member norms.Gradient = norms.Parameters |> Seq.sumBy (fun w -> w.Gradient * w.Gradient) |> sqrt

[<Sealed>]
type GradientNorms(loss: float, layers: LayerNorms[]) =

    let parameters = layers |> Array.collect (fun layer -> Seq.toArray layer.Parameters)
    let number (x: float) = x.ToString("0.00e+00", CultureInfo.InvariantCulture)

    /// Three blocks for each factor of ten over a hundred millionth of the largest gradient.
    let bar largest gradient =
        if gradient > 0.0 && Double.IsFinite gradient then
            String('█', max 1 (24 + int (round (3.0 * log10 (gradient / largest)))))
        else
            ""

    let table () =
        let largest = parameters |> Seq.map _.Gradient |> Seq.filter Double.IsFinite |> Seq.fold max 0.0

        let ofParameter (w: ParameterNorms) = [|
            w.Path.Substring(w.Path.LastIndexOf '.' + 1)
            number w.Value
            number w.Gradient
            bar largest w.Gradient
        |]

        let rows (layer: LayerNorms) =
            let own = [| $"{layer.Path} ({layer.Kind})"; number layer.Output; number layer.Adjoint |]
            let under = [| ""; ""; "" |]

            match layer.Parameters |> Seq.map ofParameter |> Seq.toList with
            | [] -> [ Array.append own [| ""; ""; ""; "" |] ]
            | first :: others -> Array.append own first :: (others |> List.map (Array.append under))

        [| "layer"; "‖output‖"; "‖adjoint‖"; "parameter"; "‖value‖"; "‖gradient‖"; "" |]
        :: (layers |> Seq.collect rows |> Seq.toList)
        |> Drawing.aligned (fun column -> column = 1 || column = 2 || column = 4 || column = 5)

    member _.Loss = loss
    member _.Layers: IReadOnlyList<LayerNorms> = Array.AsReadOnly layers
    member _.Global = layers |> Array.sumBy (fun layer -> layer.Gradient * layer.Gradient) |> sqrt

    member _.Item
        with get (path: string) =
            match parameters |> Array.tryFind (fun w -> w.Path = path) with
            | Some norms -> norms
            | None ->
                let known = parameters |> Seq.map _.Path |> String.concat ", "
                Errors.configuration "There is no parameter \"%s\"; there are: %s." path known

    override norms.ToString() = table () + $"\nloss {number loss}, norm of the whole gradient {number norms.Global}"
