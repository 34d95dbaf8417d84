namespace FuncNet

open System.Collections.Generic
open System.Globalization

/// What a layer that is written as one operator reads.
[<NoComparison; NoEquality>]
type internal WrittenLayer = {
    Builder: OnnxBuilder
    Layer: BoundAtom
    Own: Parameters
    State: Parameters
    Inputs: GraphValue list
    /// The sizes of its result.
    Sizes: Dim[]
}

/// Layers for which ONNX has an operator of its own. A layer is one of these only if it records exactly the operations that the
/// library's layer of its kind and settings records; all others are written operation by operation.
module internal OnnxLayers =

    open OnnxLayout

    let private setting name (layer: BoundAtom) =
        layer.Atom.Hyperparameters |> List.tryFind (fun (key, _) -> key = name) |> Option.map snd

    let private real name layer =
        setting name layer
        |> Option.bind (fun text ->
            match System.Double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture) with
            | true, value -> Some value
            | _ -> None)

    let private whole name layer = real name layer |> Option.map int
    let private kept (own: Parameters) name = if own.Contains name then Some Initializer.zeros else None

    let private recurrentOptions (layer: BoundAtom) (own: Parameters) : RecurrentOptions = {
        Recurrent.defaults with
            Direction =
                if setting "direction" layer = Some "backward" then
                    Direction.Backward
                else
                    Direction.Forward
            WholeSequence = (setting "result" layer = Some "sequence")
            Bias = kept own "bias"
    }

    let private activation layer =
        Elementwise.unaries |> List.tryFind (fun f -> setting "activation" layer = Some(string f))

    /// The library's layer of the same kind and settings.
    let private reference (layer: BoundAtom) (own: Parameters) : Layer option =
        let scaleAndShift ε : NormOptions = { Epsilon = ε; Scale = kept own "scale"; Shift = kept own "shift" }

        match layer.Atom.Kind with
        | "LeakyRelu" -> real "slope" layer |> Option.map Layer.leakyRelu
        | "PRelu" -> Some Layer.prelu
        | "Elu" -> real "alpha" layer |> Option.map Layer.elu
        | "Selu" -> Some Layer.selu
        | "HardSigmoid" -> Some Layer.hardSigmoid
        | "HardSwish" -> Some Layer.hardSwish
        | "Softsign" -> Some Layer.softsign
        | "Relu6" -> Some Layer.relu6
        | "HardTanh" -> Some Layer.hardTanh
        | "BatchNorm"
        | "BatchRenorm" ->
            real "epsilon" layer
            |> Option.map (fun ε ->
                Layer.batchNormWith {
                    BatchNorm.defaults with
                        Epsilon = ε
                        Scale = kept own "scale"
                        Shift = kept own "shift"
                })
        | "LayerNorm" ->
            Option.map2
                (fun ε axes -> Layer.layerNormWith (scaleAndShift ε) axes)
                (real "epsilon" layer)
                (whole "axes" layer)
        | "UpSample2D" ->
            match setting "factor" layer, setting "interpolation" layer with
            | Some factor, Some interpolation ->
                match factor.Split '×' |> Array.map System.Int32.TryParse with
                | [| true, fh; true, fw |] ->
                    let interpolation =
                        if interpolation = string Interpolation.Nearest then
                            Interpolation.Nearest
                        else
                            Interpolation.Bilinear

                    Some(Layer.upSample2d interpolation (struct (fh, fw)))
                | _ -> None
            | _ -> None
        | "LSTM" -> whole "units" layer |> Option.map (Layer.lstmWith (recurrentOptions layer own))
        | "GRU" -> whole "units" layer |> Option.map (Layer.gruWith (recurrentOptions layer own))
        | "SimpleRNN" ->
            Option.map2 (Layer.simpleRnnWith (recurrentOptions layer own)) (activation layer) (whole "units" layer)
        | _ -> None

    /// True if two operations are the same, down to the bodies of recurrences.
    let rec private samePrimitive (a: Primitive) (b: Primitive) =
        match a, b with
        | Primitive.Control(Control.Scan a), Primitive.Control(Control.Scan b) ->
            a.Carries = b.Carries
            && a.Sequences = b.Sequences
            && a.Steps = b.Steps
            && a.Backwards = b.Backwards
            && sameBody a.Body b.Body
        | _ -> a = b

    and private sameBody (a: LoopBody) (b: LoopBody) =
        let sameSource (a: Source) (b: Source) =
            match a, b with
            | Source.Slot a, Source.Slot b -> a = b
            | Source.Number a, Source.Number b -> NDArray.equal a b
            | Source.Slot _, Source.Number _
            | Source.Number _, Source.Slot _ -> false

        let sameSources a b = Array.length a = Array.length b && Array.forall2 sameSource a b

        a.Inputs = b.Inputs
        && a.Steps.Length = b.Steps.Length
        && Array.forall2
            (fun (a: Step) (b: Step) ->
                a.First = b.First && samePrimitive a.Primitive b.Primitive && sameSources a.Operands b.Operands)
            a.Steps
            b.Steps
        && sameSources a.Results b.Results

    /// True if a layer recorded what the library's layer of its kind and settings would.
    let private isTheLibrarys (trace: TracedNetwork) (specs: int -> TensorSpec) (range: AtomRange) own state : bool =
        let slots operands =
            operands
            |> List.choose (fun operand ->
                match operand with
                | Operand.Slot slot -> Some slot
                | Operand.Constant _ -> None)

        let given = Signal.values range.Input
        let inputs = slots given

        match reference range.Atom own with
        | Some(Atom atom) when inputs.Length = given.Length ->
            let tape = Tape.Program(inputs |> List.map specs |> List.toArray)
            let context = { Training = false; Key = Key.OfSeed 0UL }

            let output =
                try
                    let output, _ = atom.Apply context own state (Signal.fill range.Input tape.Inputs)
                    Some(Signal.values output |> List.map (tape.Settle >> tape.Find))
                with :? FuncNetException ->
                    None

            let counterpart = Dictionary<int, int>()
            inputs |> List.iteri (fun place slot -> counterpart[place] <- slot)
            let recorded = trace.Entries[range.First .. range.Next - 1]

            let sameOperand (a: Operand) (b: Operand) =
                match a, b with
                | Operand.Slot a, Operand.Slot b -> counterpart.TryGetValue a = (true, b)
                | Operand.Constant a, Operand.Constant b -> obj.ReferenceEquals(a, b) || a = b
                | Operand.Slot _, Operand.Constant _
                | Operand.Constant _, Operand.Slot _ -> false

            let sameEntry (a: Entry) (b: Entry) =
                for k in 0 .. (min a.Outputs.Length b.Outputs.Length) - 1 do
                    counterpart[a.First + k] <- b.First + k

                samePrimitive a.Primitive b.Primitive
                && a.Operands.Length = b.Operands.Length
                && Array.forall2 sameOperand a.Operands b.Operands

            output.IsSome
            && tape.Entries.Count = recorded.Length
            && Seq.forall2 sameEntry tape.Entries recorded
            && List.forall2 sameOperand output.Value (Signal.values range.Output)
        | _ -> false

    let private floatOf (x: float) = OnnxAttribute.Float(float32 x)

    /// An operator that works element by element, whatever the order of the axes.
    let private elementwise operator attributes (layer: WrittenLayer) =
        let x = layer.Inputs.Head

        {
            x with
                Name = layer.Builder.Node1(operator, [ name layer.Builder x ], attributes)
                Constant = None
                Sizes = layer.Sizes
        }

    let private clip low high (layer: WrittenLayer) =
        let x = layer.Inputs.Head
        let bound = OnnxElementwise.scalar layer.Builder x.DType

        {
            x with
                Name = layer.Builder.Node1("Clip", [ name layer.Builder x; bound low; bound high ], [])
                Constant = None
        }

    /// A parameter under its own name, or numbers in its place.
    let private parameter (layer: WrittenLayer) (tree: Parameters) key (other: float) (shape: Shape) =
        let tensor = if tree.Contains key then tree[key] else Tensor.full DType.Float32 shape other

        {
            constant $"{layer.Layer.Path}.{key}" tensor (tensor.Shape.ToArray() |> Array.map Dim.Fixed) with
                Learned = true
        }

    let private prelu (layer: WrittenLayer) =
        let x = layer.Inputs.Head

        let struct (names, order, stored) =
            aligned layer.Builder [ x; parameter layer layer.Own "slope" 0.25 Shape.Scalar ]

        {
            x with
                Name = layer.Builder.Node1("PRelu", names, [])
                Constant = None
                Order = order
                Stored = stored
        }

    let private batchNorm ε (layer: WrittenLayer) =
        let x = layer.Inputs.Head
        let shape = layer.State["mean"].Shape

        let names = [
            for tree, key, other in
                [
                    layer.Own, "scale", 1.0
                    layer.Own, "shift", 0.0
                    layer.State, "mean", 0.0
                    layer.State, "variance", 1.0
                ] -> name layer.Builder (parameter layer tree key other shape)
        ]

        {
            x with
                Name =
                    layer.Builder.Node1("BatchNormalization", name layer.Builder x :: names, [ "epsilon", floatOf ε ])
                Constant = None
        }

    let private layerNorm ε axes (layer: WrittenLayer) =
        let builder = layer.Builder
        let x = plain builder layer.Inputs.Head
        let sizes = x.Sizes[x.Sizes.Length - axes ..]

        let shape =
            Shape(
                sizes
                |> Array.map (fun size ->
                    match size with
                    | Dim.Fixed n
                    | Dim.Batch n -> n)
            )

        let names = [
            name builder x
            name builder (parameter layer layer.Own "scale" 1.0 shape)

            if layer.Own.Contains "shift" then
                name builder (parameter layer layer.Own "shift" 0.0 shape)
        ]

        let settings = [ "axis", OnnxAttribute.Int(int64 -axes); "epsilon", floatOf ε ]
        { x with Name = builder.Node1("LayerNormalization", names, settings); Constant = None }

    let private upSample (layer: WrittenLayer) =
        let builder = layer.Builder
        let x = laid builder Order.images layer.Inputs.Head |> expanded builder

        let scales =
            ((setting "factor" layer.Layer).Value.Split '×') |> Array.map float32 |> Array.append [| 1f; 1f |]

        let scale = constant "scales" (Tensor.ofArray [ 4 ] scales) [| Dim.Fixed 4 |]

        let settings =
            if setting "interpolation" layer.Layer = Some(string Interpolation.Nearest) then
                [
                    "mode", OnnxAttribute.Text "nearest"
                    "coordinate_transformation_mode", OnnxAttribute.Text "asymmetric"
                    "nearest_mode", OnnxAttribute.Text "floor"
                ]
            else
                [
                    "mode", OnnxAttribute.Text "linear"
                    "coordinate_transformation_mode", OnnxAttribute.Text "half_pixel"
                ]

        let result = builder.Node1("Resize", [ name builder x; ""; name builder scale ], settings)

        {
            x with
                Name = result
                Constant = None
                Sizes = layer.Sizes
                Stored = inOrder Order.images layer.Sizes
        }

    /// The parts of the last axis of weights in another order, the last axis in front, and one direction before them.
    let private gates (order: int list) (weights: Tensor) =
        let parts =
            Tensor.split (List.replicate order.Length (weights.Shape[weights.Rank - 1] / order.Length)) -1 weights

        let sorted = Tensor.concatenate -1 [ for gate in order -> parts[gate] ]
        Tensor.expandAxis 0 (if sorted.Rank = 2 then Tensor.transpose sorted else sorted)

    let private recurrent operator (order: int list) settings (layer: WrittenLayer) =
        let builder, own = layer.Builder, layer.Own
        let x = laid builder [| 1; 0; 2 |] layer.Inputs.Head |> expanded builder

        /// Weights under a name; those of a layer that stands in several places are written once.
        let weights key (make: unit -> Tensor) =
            let path = $"{layer.Layer.Path}.{key}"

            builder.Root.Once(
                $"weights {path}",
                fun () ->
                    let tensor = make ()
                    { constant path tensor (tensor.Shape.ToArray() |> Array.map Dim.Fixed) with Learned = true }
            )
            |> name builder

        let units = own["recurrentKernel"].Shape[0]

        let bias =
            if own.Contains "bias" then
                let ofState =
                    if own.Contains "recurrentBias" then
                        Tensor.pad [ (2 * units, 0) ] own["recurrentBias"]
                    else
                        Tensor.zerosLike own["bias"]

                weights "B" (fun () -> Tensor.concatenate 1 [ gates order own["bias"]; gates order ofState ])
            else
                ""

        let lengths = layer.Inputs.Tail |> List.map (plainName builder)
        let isWhole = setting "result" layer.Layer = Some "sequence"

        let inputs = [
            name builder x
            weights "W" (fun () -> gates order own["kernel"])
            weights "R" (fun () -> gates order own["recurrentKernel"])

            if bias <> "" || not lengths.IsEmpty then
                bias

            yield! lengths
        ]

        let settings = [
            "hidden_size", OnnxAttribute.Int(int64 units)

            if setting "direction" layer.Layer = Some "backward" then
                "direction", OnnxAttribute.Text "reverse"

            yield! settings
        ]

        let outputs = builder.Node(operator, inputs, settings, 2)
        let batch = x.Sizes[0]

        if isWhole then
            let y = builder.Node1("Squeeze", [ outputs[0]; builder.Longs [ 1L ] ], [])

            {
                value y x.DType layer.Sizes with
                    Order = [| 1; 0; 2 |]
                    Stored = inOrder [| 1; 0; 2 |] layer.Sizes
            }
        else
            value (builder.Node1("Squeeze", [ outputs[1]; builder.Longs [ 0L ] ], [])) x.DType [|
                batch
                Dim.Fixed units
            |]

    /// The names that ONNX has for activations of its simple recurrence.
    let private isActivation f = List.contains f [ Unary.Tanh; Unary.Sigmoid; Unary.Relu; Unary.Softplus ]

    /// How a layer is written, if it is one for which there is an operator.
    let private writer (layer: WrittenLayer) : (WrittenLayer -> GraphValue) option =
        let bound = layer.Layer
        let x = layer.Inputs.Head
        let rank = x.Order.Length

        match bound.Atom.Kind with
        | "LSTM" -> Some(recurrent "LSTM" [ 0; 3; 1; 2 ] [])
        | "GRU" -> Some(recurrent "GRU" [ 1; 0; 2 ] [ "linear_before_reset", OnnxAttribute.Int 1L ])
        | "SimpleRNN" ->
            activation bound
            |> Option.filter isActivation
            |> Option.map (fun f -> recurrent "RNN" [ 0 ] [ "activations", OnnxAttribute.Texts [| string f |] ])
        // The settings of the others are 32-bit numbers.
        | _ when x.DType <> DType.Float32 -> None
        | "LeakyRelu" ->
            real "slope" bound |> Option.map (fun slope -> elementwise "LeakyRelu" [ "alpha", floatOf slope ])
        | "PRelu" -> Some prelu
        | "Elu" -> real "alpha" bound |> Option.map (fun alpha -> elementwise "Elu" [ "alpha", floatOf alpha ])
        | "Selu" -> Some(elementwise "Selu" [])
        | "HardSigmoid" -> Some(elementwise "HardSigmoid" [ "alpha", floatOf (1.0 / 6.0); "beta", floatOf 0.5 ])
        | "HardSwish" -> Some(elementwise "HardSwish" [])
        | "Softsign" -> Some(elementwise "Softsign" [])
        | "Relu6" -> Some(clip 0.0 6.0)
        | "HardTanh" -> Some(clip -1.0 1.0)
        // Elsewhere the channels are not where the operator needs them, and two operations by element do as well.
        | "BatchNorm"
        | "BatchRenorm" when rank > 1 && x.Order[rank - 1] = 1 -> real "epsilon" bound |> Option.map batchNorm
        | "LayerNorm" -> Option.map2 layerNorm (real "epsilon" bound) (whole "axes" bound)
        | "UpSample2D" -> Some upSample
        | _ -> None

    /// The result of a layer as one operator, if there is one for it.
    let tryWrite (trace: TracedNetwork) specs (range: AtomRange) (layer: WrittenLayer) : GraphValue option =
        match writer layer with
        | Some write when isTheLibrarys trace specs range layer.Own layer.State -> Some(write layer)
        | _ -> None
