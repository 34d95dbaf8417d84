namespace FuncNet

/// What a join makes of shapes, and of values.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module internal Join =

    let private same join (shapes: Shape list) =
        for other in shapes.Tail do
            if other <> shapes.Head then
                Errors.shape
                    "%O: the branches give the shapes %O and %O, which must be the same."
                    join
                    shapes.Head
                    other

        Signal.One shapes.Head

    let outputShape join (results: Signal<Shape> list) =
        let shapes () = results |> List.map (Signal.shape (string join))

        match join with
        | Join.Tuple -> Signal.Many(List.toArray results)
        | Join.Add
        | Join.Multiply
        | Join.Average
        | Join.Maximum -> same join (shapes ())
        | Join.Concatenate ->
            let shapes = shapes ()

            let front (shape: Shape) =
                if shape.Rank = 0 then
                    Errors.shape "Concatenate: a branch gives one number; it has no axis."
                else
                    shape.ToArray()[.. shape.Rank - 2]

            for other in shapes.Tail do
                if front other <> front shapes.Head then
                    Errors.shape
                        "Concatenate: the branches give the shapes %O and %O, which must agree but for the last axis."
                        shapes.Head
                        other

            Signal.One(
                Shape(Array.append (front shapes.Head) [| shapes |> List.sumBy (fun shape -> shape[shape.Rank - 1]) |])
            )

    let apply join (results: Signal<Tensor> list) =
        let tensors () = results |> List.map (Signal.tensor (string join))

        match join with
        | Join.Tuple -> Signal.Many(List.toArray results)
        | Join.Add -> tensors () |> List.reduce (+) |> Signal.One
        | Join.Multiply -> tensors () |> List.reduce (*) |> Signal.One
        | Join.Average -> (tensors () |> List.reduce (+)) / float results.Length |> Signal.One
        | Join.Maximum -> tensors () |> List.reduce Tensor.maximum |> Signal.One
        | Join.Concatenate -> tensors () |> Tensor.concatenate -1 |> Signal.One
