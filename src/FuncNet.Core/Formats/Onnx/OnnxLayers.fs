namespace FuncNet

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

/// Layers for which ONNX has an operator of its own; all others are written operation by operation.
module internal OnnxLayers =

    open OnnxLayout
    open LibraryLayers

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
