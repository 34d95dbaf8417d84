namespace FuncNet

/// Inputs held against those that a network takes.
module internal InputCheck =

    let private batched (shape: Shape) = "[" + String.concat "; " [ yield "batch"; yield! Seq.map string shape ] + "]"

    let private sizes (shapes: Signal<string>) =
        match shapes with
        | Signal.One shape -> shape
        | Signal.Many parts -> $"{parts.Length} inputs {shapes}"

    /// Throws unless there are as many inputs as a network takes, of the shapes that it takes, of its type where they are floats,
    /// and with as many samples each. what: whose inputs they are, such as "the input".
    let require (what: string) (dtype: DType) (expected: Signal<Shape>) (given: Signal<Tensor>) =
        let several = Signal.map ignore expected <> Signal.map ignore given

        if several then
            Errors.shape
                "The network takes %s; %s is %s."
                (expected |> Signal.map batched |> sizes)
                what
                (given |> Signal.map (fun x -> string x.Shape) |> sizes)

        let tensors = Signal.values given

        let which i =
            if tensors.Length = 1 then
                what
            else
                $"{what}, number {i + 1} of {tensors.Length},"

        for i, (shape, tensor) in List.indexed (List.zip (Signal.values expected) tensors) do
            if tensor.Rank <> shape.Rank + 1 || Shape(tensor.Shape.ToArray()[1..]) <> shape then
                Errors.shape
                    "The network takes inputs of the shape %s; %s is %O."
                    (batched shape)
                    (which i)
                    tensor.Shape

            if tensor.DType.IsFloat && tensor.DType <> dtype then
                Errors.dtype
                    "The network is %O; %s is %O. Cast it, or build the network in its type."
                    dtype
                    (which i)
                    tensor.DType

            if tensor.Shape[0] <> tensors.Head.Shape[0] then
                Errors.shape
                    "Every input has the same samples; %s has %d, the first one %d."
                    (which i)
                    tensor.Shape[0]
                    tensors.Head.Shape[0]
