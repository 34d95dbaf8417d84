namespace FuncNet

type BatchNormOptions = { Momentum: float; Epsilon: float; Scale: Initializer option; Shift: Initializer option }

type BatchRenormOptions = { Momentum: float; Epsilon: float; LargestRatio: float; LargestDistance: float }

type NormOptions = { Epsilon: float; Scale: Initializer option; Shift: Initializer option }

[<AutoOpen>]
module NormalizationLayers =

    [<RequireQualifiedAccess>]
    module BatchNorm =

        let defaults: BatchNormOptions = {
            Momentum = 0.1
            Epsilon = 1e-5
            Scale = Some Initializer.ones
            Shift = Some Initializer.zeros
        }

    [<RequireQualifiedAccess>]
    module BatchRenorm =

        let defaults: BatchRenormOptions = { Momentum = 0.1; Epsilon = 1e-5; LargestRatio = 3.0; LargestDistance = 5.0 }

    [<RequireQualifiedAccess>]
    module LayerNorm =

        let defaults: NormOptions = { Epsilon = 1e-5; Scale = Some Initializer.ones; Shift = Some Initializer.zeros }

    [<RequireQualifiedAccess>]
    module GroupNorm =

        let defaults = LayerNorm.defaults

    [<RequireQualifiedAccess>]
    module RmsNorm =

        let defaults: NormOptions = { Epsilon = 1e-6; Scale = Some Initializer.ones; Shift = None }

    let private axesFrom first (x: Shape) kind =
        if first < 0 || first >= x.Rank then
            Errors.shape "%s: a sample has too few axes for it; its shape is %O." kind x

        x.ToArray()[first..]

    let private scaleAndShift scale shift (shape: int[]) =
        let spec name initializer = { ParameterSpec.create name (Shape shape) initializer with Decays = false }

        [
            yield! scale |> Option.map (spec "scale") |> Option.toList
            yield! shift |> Option.map (spec "shift") |> Option.toList
        ]

    /// γ·x, if there is a γ.
    let private scaled (own: Parameters) (x: Tensor) = if own.Contains "scale" then own["scale"] * x else x

    /// x + β, if there is a β.
    let private shifted (own: Parameters) (x: Tensor) = if own.Contains "shift" then x + own["shift"] else x

    /// 1/√(σ² + ε): all elements of a sample or a channel are multiplied by it, which costs less than to divide them, above all on the way back.
    let private inverseDeviation (epsilon: float) (variance: Tensor) = Tensor.reciprocal (sqrt (variance + epsilon))

    /// (x − μ)/√(σ² + ε) over some axes.
    let private standardized epsilon axes (x: Tensor) =
        let centred = x - Tensor.keepAxes axes x (Tensor.meanOver axes x)
        let variance = Tensor.keepAxes axes x (Tensor.meanOver axes (Tensor.square centred))
        centred * inverseDeviation epsilon variance

    /// A normalization of single samples over their last axes.
    let private perSample kind settings (options: NormOptions) firstAxis normalize =
        let ε = Argument.positive $"Layer.{kind}" "epsilon" options.Epsilon

        Atoms.learned
            kind
            (settings
             @ [
                 "epsilon", Setting.Number ε
                 "scale", Initializer.settingOf options.Scale
                 "shift", Initializer.settingOf options.Shift
             ])
            (fun x -> axesFrom (firstAxis x) x kind |> scaleAndShift options.Scale options.Shift)
            (fun x ->
                axesFrom (firstAxis x) x kind |> ignore
                x)
            (fun own x -> normalize ε x |> scaled own |> shifted own)

    /// x − μ, and the mean and the variance (divided by m) of a batch for each channel, and what is kept of them:
    /// running ← (1 − momentum)·running + momentum·batch, with the unbiased variance.
    let private batchStatistics kind (momentum: float) (state: Parameters) (x: Tensor) =
        if x.Shape[0] < 2 then
            Errors.shape
                "%s: in training it needs batches of at least 2 samples; this one has %d. Drop a last batch of one (dropLast), or freeze the layer."
                kind
                x.Shape[0]

        let axes = [ 0 .. x.Rank - 2 ]
        let m = float (x.Size / max 1 x.Shape[x.Rank - 1])
        let mean = Tensor.meanOver axes x
        let centred = x - mean
        let variance = Tensor.meanOver axes (Tensor.square centred)
        let running name batch = (1.0 - momentum) * state[name] + momentum * Tensor.stopGradient batch

        let next =
            Parameters(state.Layout, [| running "mean" mean; running "variance" (variance * (m / (m - 1.0))) |])

        centred, mean, variance, next

    /// A normalization over the batch: γ·((x − μ)·factor + offset) + β. Factor and offset of each channel follow from batch mean, batch
    /// variance and the running statistics.
    let private overBatch kind settings (momentum: float) (epsilon: float) scale shift correct =
        let operation = $"Layer.{kind}"
        let momentum = Argument.share operation "momentum" momentum
        let ε = Argument.positive operation "epsilon" epsilon
        let channels input = let x = Signal.shape kind input in axesFrom (x.Rank - 1) x kind

        Layer.ofAtom {
            Kind = kind
            Hyperparameters = [ "momentum", Setting.Number momentum; "epsilon", Setting.Number ε ] @ settings
            Parameters = fun input -> scaleAndShift scale shift (channels input)
            State =
                fun input -> [
                    { Name = "mean"; Shape = Shape(channels input); Initial = Tensor.scalar 0.0 }
                    { Name = "variance"; Shape = Shape(channels input); Initial = Tensor.scalar 1.0 }
                ]
            OutputShape =
                fun input ->
                    channels input |> ignore
                    input
            Apply =
                fun context own state input ->
                    let x = Signal.tensor kind input

                    if context.Training then
                        let centred, mean, variance, next = batchStatistics kind momentum state x
                        let factor, offset = correct ε mean variance state
                        let y = centred * scaled own factor

                        let y =
                            match offset with
                            | Some offset -> y + (scaled own offset |> shifted own)
                            | None -> shifted own y

                        Signal.One y, next
                    else
                        let factor = inverseDeviation ε state["variance"]
                        Signal.One((x - state["mean"]) * scaled own factor |> shifted own), state
        }

    [<RequireQualifiedAccess>]
    module Layer =

        let batchNormWith (options: BatchNormOptions) =
            overBatch
                "BatchNorm"
                [ "scale", Initializer.settingOf options.Scale; "shift", Initializer.settingOf options.Shift ]
                options.Momentum
                options.Epsilon
                options.Scale
                options.Shift
                (fun ε _ variance _ -> inverseDeviation ε variance, None)

        let batchNorm = batchNormWith BatchNorm.defaults

        let batchRenormWith (options: BatchRenormOptions) =
            let rMax, dMax = options.LargestRatio, options.LargestDistance

            if not (rMax >= 1.0) then
                Errors.configuration "Layer.batchRenorm: the largest ratio must be at least 1; it is %g." rMax

            if not (dMax >= 0.0) then
                Errors.configuration "Layer.batchRenorm: the largest distance must be at least 0; it is %g." dMax

            overBatch
                "BatchRenorm"
                [ "largestRatio", Setting.Number rMax; "largestDistance", Setting.Number dMax ]
                options.Momentum
                options.Epsilon
                (Some Initializer.ones)
                (Some Initializer.zeros)
                (fun ε μ variance state ->
                    let σ, σRunning = sqrt (variance + (ε: float)), sqrt (state["variance"] + ε)
                    let r = σ / σRunning |> Tensor.clamp (1.0 / rMax) rMax |> Tensor.stopGradient
                    let d = (μ - state["mean"]) / σRunning |> Tensor.clamp -dMax dMax |> Tensor.stopGradient
                    r / σ, Some d)

        let batchRenorm = batchRenormWith BatchRenorm.defaults

        let layerNormWith (options: NormOptions) (axes: int) =
            let axes = Argument.atLeast 1 "Layer.layerNorm" "the number of axes" axes

            perSample "LayerNorm" [ "axes", Setting.Whole axes ] options (fun x -> x.Rank - axes) (fun ε x ->
                standardized ε [ x.Rank - axes .. x.Rank - 1 ] x)

        let layerNorm = layerNormWith LayerNorm.defaults 1

        let groupNormWith (options: NormOptions) (groups: int) =
            let groups = Argument.atLeast 1 "Layer.groupNorm" "the number of groups" groups

            let firstAxis (x: Shape) =
                if x.Rank > 0 && x[x.Rank - 1] % groups <> 0 then
                    Errors.shape "GroupNorm: %d channels cannot be split into %d groups." x[x.Rank - 1] groups

                x.Rank - 1

            perSample "GroupNorm" [ "groups", Setting.Whole groups ] options firstAxis (fun ε x ->
                let channels = x.Shape[x.Rank - 1]
                let places = Shape.sizeBetween 1 (x.Rank - 1) x.Shape

                x
                |> Tensor.reshape [ x.Shape[0]; places; groups; channels / groups ]
                |> standardized ε [ 1; 3 ]
                |> Tensor.reshape x.Shape)

        let groupNorm groups = groupNormWith GroupNorm.defaults groups

        let rmsNormWith (options: NormOptions) =
            perSample "RmsNorm" [] options (fun x -> x.Rank - 1) (fun ε x ->
                let last = [ x.Rank - 1 ]
                x * inverseDeviation ε (Tensor.keepAxes last x (Tensor.meanOver last (Tensor.square x))))

        let rmsNorm = rmsNormWith RmsNorm.defaults
