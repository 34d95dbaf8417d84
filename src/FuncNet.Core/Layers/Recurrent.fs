namespace FuncNet

[<RequireQualifiedAccess>]
type Direction =
    | Forward
    | Backward
    | Both

type RecurrentOptions = {
    Direction: Direction
    WholeSequence: bool
    Kernel: Initializer
    RecurrentKernel: Initializer
    Bias: Initializer option
}

/// One step of a recurrence with so many gates: from what the input gives to the gates, [batch; gates·units], and the
/// values carried, each [batch; units], to the next ones. The first of them is the result.
[<NoEquality; NoComparison>]
type internal Cell = {
    Kind: string
    Hyperparameters: (string * Setting) list
    Gates: int
    Carried: int
    HasRecurrentBias: bool
    Step: Parameters -> Tensor -> Tensor[] -> Tensor[]
}

[<AutoOpen>]
module RecurrentLayers =

    [<RequireQualifiedAccess>]
    module Recurrent =

        let defaults = {
            Direction = Direction.Forward
            WholeSequence = false
            Kernel = Initializer.glorotUniform
            RecurrentKernel = Initializer.orthogonal 1.0
            Bias = Some Initializer.zeros
        }

    [<RequireQualifiedAccess>]
    module Lstm =

        let defaults = { Recurrent.defaults with Bias = Some Initializer.oneForForgetGate }

    let private apply op operands = Tensor.ApplyAll(Primitive.RecurrentCell op, operands)

    let private simple activation = {
        Kind = "SimpleRNN"
        Hyperparameters = [ "activation", Setting.Text((string activation).ToLowerInvariant()) ]
        Gates = 1
        Carried = 1
        HasRecurrentBias = false
        Step = fun own x carried -> [| Tensor.map activation (x + Tensor.matmul carried[0] own["recurrentKernel"]) |]
    }

    let private lstm = {
        Kind = "LSTM"
        Hyperparameters = []
        Gates = 4
        Carried = 2
        HasRecurrentBias = false
        Step =
            fun own x carried ->
                let fromState = Tensor.matmul carried[0] own["recurrentKernel"]
                apply RecurrentCell.Lstm [| x; fromState; carried[1] |] |> Array.truncate 2
    }

    let private gru units = {
        Kind = "GRU"
        Hyperparameters = []
        Gates = 3
        Carried = 1
        HasRecurrentBias = true
        Step =
            fun own x carried ->
                let fromState = Tensor.matmul carried[0] own["recurrentKernel"]

                let fromState =
                    if own.Contains "recurrentBias" then
                        fromState + Tensor.pad [ (2 * units, 0) ] own["recurrentBias"]
                    else
                        fromState

                apply RecurrentCell.Gru [| x; fromState; carried[0] |] |> Array.truncate 1
    }

    let private parameters (cell: Cell) (options: RecurrentOptions) units input = [
        let struct (_, features) = Sequences.sizes cell.Kind input
        ParameterSpec.create "kernel" (Shape(features, cell.Gates * units)) options.Kernel
        ParameterSpec.create "recurrentKernel" (Shape(units, cell.Gates * units)) options.RecurrentKernel

        match options.Bias with
        | Some bias ->
            {
                ParameterSpec.create "bias" (Shape(cell.Gates * units)) bias with
                    Fans = struct (features, units)
            }

            if cell.HasRecurrentBias then
                { ParameterSpec.create "recurrentBias" (Shape units) bias with Fans = struct (units, units) }
        | None -> ()
    ]

    /// What the input gives to the gates, for all steps in one product: [time; batch; gates·units].
    let private projected (own: Parameters) (x: Tensor) =
        let kernel = own["kernel"]
        let batch, time, features = x.Shape[0], x.Shape[1], x.Shape[2]
        let rows = Tensor.permute [ 1; 0; 2 ] x |> Tensor.reshape [ time * batch; features ]
        let product = Tensor.matmul rows kernel
        let product = if own.Contains "bias" then product + own["bias"] else product
        Tensor.reshape [ time; batch; kernel.Shape[1] ] product

    let private run (cell: Cell) options backwards units own (x: Tensor) (lengths: Tensor option) =
        let mask = lengths |> Option.map (Sequences.mask x.Shape[1])

        let step (carried: Tensor[]) (inputs: Tensor[]) =
            let next = cell.Step own inputs[0] carried

            let next = if mask.IsSome then Array.map2 (Tensor.where inputs[1]) next carried else next

            next, (if options.WholeSequence then [| next[0] |] else [||])

        let start = Array.init cell.Carried (fun _ -> Tensor.full x.DType [ x.Shape[0]; units ] 0.0)

        let sequences = [|
            projected own x

            match mask with
            | Some mask -> Tensor.transpose mask |> Tensor.expandAxis 2
            | None -> ()
        |]

        let scan = if backwards then Tensor.scanBack else Tensor.scan
        let last, all = scan step start sequences

        if options.WholeSequence then
            let y = Tensor.permute [ 1; 0; 2 ] all[0]
            mask |> Option.fold (fun y mask -> Sequences.masked (Tensor.expandAxis 2 mask) y) y
        else
            last[0]

    let private oneWay (cell: Cell) options backwards units =
        let result input (y: 'T) = if options.WholeSequence then Sequences.withSequence input y else Signal.One y

        Atom {
            Kind = cell.Kind
            Hyperparameters = [
                "units", Setting.Whole units
                yield! cell.Hyperparameters
                "direction", Setting.Text(if backwards then "backward" else "forward")
                "wholeSequence", Setting.Truth options.WholeSequence
                "kernel", options.Kernel.Setting
                "recurrentKernel", options.RecurrentKernel.Setting
                "bias", Initializer.settingOf options.Bias
            ]
            Parameters = parameters cell options units
            State = fun _ -> []
            OutputShape =
                fun input ->
                    let struct (time, _) = Sequences.sizes cell.Kind input
                    result input (if options.WholeSequence then Shape(time, units) else Shape units)
            Apply =
                fun _ own state input ->
                    let x, lengths = Sequences.ofSignal cell.Kind input
                    result input (run cell options backwards units own x lengths), state
        }

    let private recurrent name (options: RecurrentOptions) (cell: int -> Cell) units =
        let cell = cell (Argument.atLeast 1 $"Layer.{name}" "the number of units" units)

        match options.Direction with
        | Direction.Forward -> oneWay cell options false units
        | Direction.Backward -> oneWay cell options true units
        | Direction.Both ->
            Layer.fork Join.Concatenate [ oneWay cell options false units; oneWay cell options true units ]

    /// A layer that makes one vector of a sequence.
    let private overTime kind (f: Tensor -> Tensor option -> Tensor) =
        Atom {
            Kind = kind
            Hyperparameters = []
            Parameters = fun _ -> []
            State = fun _ -> []
            OutputShape =
                fun input ->
                    let struct (_, features) = Sequences.sizes kind input
                    Signal.One(Shape features)
            Apply = fun _ _ state input -> Signal.One(Sequences.ofSignal kind input ||> f), state
        }

    [<RequireQualifiedAccess>]
    module Layer =

        let simpleRnnWith options (activation: Unary) units =
            recurrent "simpleRnn" options (fun _ -> simple activation) units

        let simpleRnn units = simpleRnnWith Recurrent.defaults Unary.Tanh units
        let lstmWith options units = recurrent "lstm" options (fun _ -> lstm) units
        let lstm units = lstmWith Lstm.defaults units
        let lstmSequence units = lstmWith { Lstm.defaults with WholeSequence = true } units
        let gruWith options units = recurrent "gru" options gru units
        let gru units = gruWith Recurrent.defaults units
        let gruSequence units = gruWith { Recurrent.defaults with WholeSequence = true } units

        let lastStep =
            overTime "LastStep" (fun x lengths ->
                match lengths with
                | None -> Tensor.narrow 1 (x.Shape[1] - 1) 1 x |> Tensor.reshape [ x.Shape[0]; x.Shape[2] ]
                | Some lengths ->
                    let place = lengths - Tensor.number DType.Int32 1.0 |> Tensor.reshape [ -1; 1; 1 ]
                    let places = Tensor.broadcastTo [ x.Shape[0]; 1; x.Shape[2] ] place
                    Tensor.gatherAlong 1 places x |> Tensor.reshape [ x.Shape[0]; x.Shape[2] ])

        let meanOverTime =
            overTime "MeanOverTime" (fun x lengths ->
                match lengths with
                | None -> Tensor.meanOver [ 1 ] x
                | Some lengths ->
                    let mask = Sequences.mask x.Shape[1] lengths |> Tensor.expandAxis 2
                    let sum = Sequences.masked mask x |> Tensor.sumOver [ 1 ]
                    sum / (Tensor.cast x.DType lengths |> Tensor.expandAxis 1))
