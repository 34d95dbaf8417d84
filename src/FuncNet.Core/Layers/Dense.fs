namespace FuncNet

/// What a dense layer can be told.
type DenseOptions = {
    /// How the weights [in; units] are drawn; Glorot's uniform numbers by default.
    Kernel: Initializer
    /// How the bias [units] is drawn, or none.
    Bias: Initializer option
}

/// Atoms with and without parameters, in few words.
module internal Atoms =

    /// A layer without parameters and state, on one tensor.
    let plain kind hyperparameters (outputShape: Shape -> Shape) (apply: Context -> Tensor -> Tensor) =
        Atom {
            Kind = kind
            Hyperparameters = hyperparameters
            Parameters = fun _ -> []
            State = fun _ -> []
            OutputShape = Signal.shape kind >> outputShape >> Signal.One
            Apply = fun context _ state input -> Signal.One(apply context (Signal.tensor kind input)), state
        }

    /// A layer with parameters and no state, on one tensor.
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
            Apply = fun _ own state input -> Signal.One(apply own (Signal.tensor kind input)), state
        }

/// The fully connected layer.
[<AutoOpen>]
module DenseLayers =

    [<RequireQualifiedAccess>]
    module Dense =

        /// Glorot's uniform weights and a zero bias, as in Keras.
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

        /// y = x·W + b over the last axis. x: [batch; …; in], W: [in; units], b: [units], y: [batch; …; units].
        let denseWith (options: DenseOptions) (units: int) =
            if units < 1 then
                Errors.configuration "Layer.dense: the number of units must be at least 1; it is %d." units

            Atoms.learned
                "Dense"
                [ "units", string units ]
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

        /// y = x·W + b over the last axis, with Glorot's uniform weights and a zero bias.
        let dense units = denseWith Dense.defaults units
