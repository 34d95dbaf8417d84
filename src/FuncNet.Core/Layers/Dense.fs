namespace FuncNet

type DenseOptions = { Kernel: Initializer; Bias: Initializer option }

module internal Atoms =

    let plain kind hyperparameters (outputShape: Shape -> Shape) (apply: Context -> Tensor -> Tensor) =
        Atom {
            Kind = kind
            Hyperparameters = hyperparameters
            Parameters = fun _ -> []
            State = fun _ -> []
            OutputShape = Signal.shape kind >> outputShape >> Signal.One
            Apply = fun context _ state input -> Signal.One(apply context (Signal.tensor kind input)), state
        }

    /// Throws unless the input has the type of what the layer has learned.
    let private requireFloats kind (own: Parameters) (x: Tensor) =
        match Array.tryHead own.Tensors with
        | Some first when first.DType <> x.DType ->
            Errors.dtype
                "%s: the input must be %O, as the layer's parameters are; it is %O. Cast it, or begin with an embedding if it holds indices."
                kind
                first.DType
                x.DType
        | Some _
        | None -> ()

    let learned
        kind
        hyperparameters
        (parameters: Shape -> ParameterSpec list)
        outputShape
        (apply: Parameters -> Tensor -> Tensor)
        =
        Atom {
            Kind = kind
            Hyperparameters = hyperparameters
            Parameters = Signal.shape kind >> parameters
            State = fun _ -> []
            OutputShape = Signal.shape kind >> outputShape >> Signal.One
            Apply =
                fun _ own state input ->
                    let x = Signal.tensor kind input
                    requireFloats kind own x
                    Signal.One(apply own x), state
        }

[<AutoOpen>]
module DenseLayers =

    [<RequireQualifiedAccess>]
    module Dense =

        let defaults = { Kernel = Initializer.glorotUniform; Bias = Some Initializer.zeros }

    let private lastAxis (x: Shape) =
        if x.Rank = 0 then
            Errors.shape "Dense: a sample has at least one axis of features; this one is a single number."

        x[x.Rank - 1]

    let private affine (kernel: Tensor) (x: Tensor) =
        if x.Rank = 2 then
            Tensor.matmul x kernel
        else
            let rows = Tensor.reshape [ -1; x.Shape[x.Rank - 1] ] x
            let front = x.Shape.ToArray()[.. x.Rank - 2]
            Tensor.matmul rows kernel |> Tensor.reshape (Array.append front [| kernel.Shape[1] |])

    [<RequireQualifiedAccess>]
    module Layer =

        let denseWith (options: DenseOptions) (units: int) =
            if units < 1 then
                Errors.configuration "Layer.dense: the number of units must be at least 1; it is %d." units

            Atoms.learned
                "Dense"
                [
                    "units", Setting.Whole units
                    "kernel", options.Kernel.Setting
                    "bias", Initializer.settingOf options.Bias
                ]
                (fun x -> [
                    ParameterSpec.create "kernel" (Shape(lastAxis x, units)) options.Kernel

                    match options.Bias with
                    | Some bias -> {
                        ParameterSpec.create "bias" (Shape units) bias with
                            Fans = struct (lastAxis x, units)
                      }
                    | None -> ()
                ])
                (fun x ->
                    lastAxis x |> ignore
                    Shape(Array.append (x.ToArray()[.. x.Rank - 2]) [| units |]))
                (fun own x ->
                    let product = affine own["kernel"] x
                    if options.Bias.IsSome then product + own["bias"] else product)

        let dense units = denseWith Dense.defaults units
