namespace FuncNet

[<AutoOpen>]
module PreprocessingLayers =

    let private numbers (x: Tensor) = (Tensor.cast DType.Float64 x).ToArray<float>()

    /// A fixed tensor holds for samples whose last axes are its own; a single number has the last axis of any sample.
    let private stateShape kind (fixedShape: Shape) (x: Shape) =
        let own, sample = fixedShape.ToArray(), x.ToArray()

        if own.Length = 0 then
            Shape(if sample.Length = 0 then [||] else [| sample[sample.Length - 1] |])
        elif own.Length <= sample.Length && sample[sample.Length - own.Length ..] = own then
            fixedShape
        else
            Errors.shape "%s: it holds numbers %O; samples %O do not end in this shape." kind fixedShape x

    /// A layer whose numbers are state that nothing changes.
    let private withFixed kind (values: (string * Tensor) list) (apply: Parameters -> Tensor -> Tensor) =
        let shapeFor = stateShape kind (snd values.Head).Shape

        Layer.ofAtom {
            Kind = kind
            Hyperparameters = [ for name, value in values -> name, Setting.ofTensor value ]
            Parameters = fun _ -> []
            State =
                fun input -> [
                    for name, value in values ->
                        { Name = name; Shape = shapeFor (Signal.shape kind input); Initial = value }
                ]
            OutputShape =
                fun input ->
                    shapeFor (Signal.shape kind input) |> ignore
                    input
            Apply =
                fun _ _ state input ->
                    let x = Signal.tensor kind input
                    let x = if x.DType = DType.Int32 then Tensor.cast state.Tensors[0].DType x else x
                    Signal.One(apply state x), state
        }

    /// For each place of the last axis what a function makes of its values.
    let private overLastAxis operation (data: Tensor) (statistics: float[] -> struct (float * float)) =
        if data.DType = DType.Bool then
            Errors.data "%s: the data are numbers; these are bool. Cast them first." operation

        if data.Rank < 2 || data.Size = 0 then
            Errors.data "%s: samples [n; …; c] are expected, at least one; the data are %O." operation data.Shape

        let values, c = numbers data, data.Shape[data.Rank - 1]

        match values |> Array.tryFindIndex (System.Double.IsFinite >> not) with
        | Some place ->
            Errors.data
                "%s: element %d of sample %d is %g; remove the sample or fill in a number."
                operation
                (place % (data.Size / data.Shape[0]))
                (place / (data.Size / data.Shape[0]))
                values[place]
        | None -> ()

        let found =
            Array.init c (fun j -> statistics (Array.init (values.Length / c) (fun i -> values[i * c + j])))

        Tensor.owning [ c ] (found |> Array.map (fun struct (a, _) -> a)),
        Tensor.owning [ c ] (found |> Array.map (fun struct (_, b) -> b))

    [<RequireQualifiedAccess>]
    module Layer =

        let standardize (mean: Tensor) (deviation: Tensor) =
            if mean.Shape <> deviation.Shape then
                Errors.shape
                    "Layer.standardize: mean and deviation have one shape; the mean is %O, the deviation %O."
                    mean.Shape
                    deviation.Shape

            for value in numbers mean do
                Argument.finite "Layer.standardize" "the mean" value |> ignore

            for value in numbers deviation do
                Argument.positive "Layer.standardize" "the deviation" value |> ignore

            withFixed "Standardize" [ "mean", mean; "deviation", deviation ] (fun own x ->
                (x - own["mean"]) / own["deviation"])

        let standardizeBy (data: Tensor) = overLastAxis "Layer.standardizeBy" data Moments.ofValues ||> standardize

        let internal rescaleWith (factor: Tensor) (offset: Tensor) =
            if factor.Shape <> offset.Shape then
                Errors.shape
                    "Layer.rescale: factor and offset have one shape; the factor is %O, the offset %O."
                    factor.Shape
                    offset.Shape

            withFixed "Rescale" [ "factor", factor; "offset", offset ] (fun own x -> own["factor"] * x + own["offset"])

        let rescale (factor: float) (offset: float) =
            let factor = Argument.finite "Layer.rescale" "the factor" factor
            let offset = Argument.finite "Layer.rescale" "the offset" offset

            rescaleWith (Tensor.number DType.Float64 factor) (Tensor.number DType.Float64 offset)

        let rescaleBy (data: Tensor) =
            let least, extent = overLastAxis "Layer.rescaleBy" data Moments.rangeOf
            rescaleWith (Tensor.reciprocal extent) (-least / extent)
