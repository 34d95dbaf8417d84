namespace FuncNet

open System
open System.Collections.Generic
open System.Globalization

type LayerActivations = {
    Path: string
    Kind: string
    Shape: Shape
    Mean: float
    Deviation: float
    Minimum: float
    Maximum: float
    Zeros: float
    Units: int
    DeadUnits: IReadOnlyList<int>
}

/// What is counted of a layer while the data go by.
[<Sealed>]
type private Tally(bound: BoundAtom, shape: Shape) =

    let units = if shape.Rank = 0 then 1 else shape[shape.Rank - 1]
    let isAlive = Array.zeroCreate<bool> units
    let mutable count, zeros = 0L, 0L
    let mutable low, high = infinity, -infinity
    // Welford's means and sums of squares, so that large means cost no digits.
    let mutable mean, squares = 0.0, 0.0

    member _.Add(y: Tensor) =
        let y = (Tensor.cast DType.Float64 y).ToArray<float>()

        for k in 0 .. y.Length - 1 do
            let x = y[k]
            count <- count + 1L
            let off = x - mean
            mean <- mean + off / float count
            squares <- squares + off * (x - mean)
            low <- Math.Min(low, x)
            high <- Math.Max(high, x)

            if x = 0.0 then zeros <- zeros + 1L else isAlive[k % units] <- true

    member _.Result: LayerActivations = {
        Path = bound.Path
        Kind = bound.Atom.Kind
        Shape = shape
        Mean = (if count = 0L then nan else mean)
        Deviation = sqrt (squares / float count)
        Minimum = (if count = 0L then nan else low)
        Maximum = (if count = 0L then nan else high)
        Zeros = float zeros / float count
        Units = units
        DeadUnits =
            Array.AsReadOnly [|
                for unit in 0 .. units - 1 do
                    if not isAlive[unit] then
                        unit
            |]
    }

[<Sealed>]
type ActivationStatistics internal (layers: LayerActivations[]) =

    let text (x: float) = x.ToString("0.000e+0", CultureInfo.InvariantCulture)

    let row (layer: LayerActivations) = [|
        $"{layer.Path} ({layer.Kind})"
        string layer.Shape
        text layer.Mean
        text layer.Deviation
        text layer.Minimum
        text layer.Maximum
        layer.Zeros.ToString("0.0 %", CultureInfo.InvariantCulture)
        $"{layer.DeadUnits.Count} of {layer.Units}"
    |]

    member _.Layers: IReadOnlyList<LayerActivations> = Array.AsReadOnly layers
    member _.DeadUnits = layers |> Array.sumBy _.DeadUnits.Count

    member _.Item
        with get (path: string) =
            match layers |> Array.tryFind (fun layer -> layer.Path = path) with
            | Some layer -> layer
            | None ->
                Errors.configuration
                    "There is no layer \"%s\" with numbers; there are: %s."
                    path
                    (layers |> Seq.map _.Path |> String.concat ", ")

    override _.ToString() =
        [| "layer"; "result"; "mean"; "deviation"; "minimum"; "maximum"; "zeros"; "dead units" |]
        :: (layers |> Array.map row |> Array.toList)
        |> Drawing.aligned (fun column -> column > 1)

[<AutoOpen>]
module ActivationReports =

    /// Samples that go through the network at once.
    let private part = 256

    [<RequireQualifiedAccess>]
    module Explain =

        let activationsOf (inputs: Signal<Tensor>) (network: Network) =
            InputCheck.require "Explain.activations: the input" network.DType network.InputShape inputs
            let tallies = Dictionary<string, Tally>()

            let tap (bound: BoundAtom) _ output =
                match output with
                | Signal.One(y: Tensor) when y.DType.IsFloat ->
                    if not (tallies.ContainsKey bound.Path) then
                        tallies.Add(bound.Path, Tally(bound, y.Shape.WithoutFirst))

                    tallies[bound.Path].Add y
                | Signal.One _
                | Signal.Many _ -> ()

                output

            let samples = (Signal.values inputs).Head.Shape[0]
            let inference = { Training = false; Key = Key.ofSeed 0UL }

            for start in 0..part .. samples - 1 do
                let rows = inputs |> Signal.map (Tensor.narrow 0 start (min part (samples - start)))
                Plan.applyTapped tap network.Plan inference network.Parameters network.State rows |> ignore

            ActivationStatistics [|
                for atom in network.Plan.Atoms do
                    match tallies.TryGetValue atom.Path with
                    | true, tally -> tally.Result
                    | _ -> ()
            |]

        let activations (inputs: Tensor) (network: Network) = activationsOf (Signal.One inputs) network
