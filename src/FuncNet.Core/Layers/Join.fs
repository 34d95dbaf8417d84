namespace FuncNet

/// What a join makes of shapes, and of values. Tuples are joined part by part.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module internal Join =

    /// The first parts of tuples of the same length, the second parts, and so on; nothing if any is not a tuple.
    let private byPart (results: Signal<'T> list) : Signal<'T> list list voption =
        let tuples =
            results
            |> List.choose (fun result ->
                match result with
                | Signal.Many parts -> Some(List.ofArray parts)
                | Signal.One _ -> None)

        if tuples.Length = results.Length && (tuples |> List.distinctBy _.Length).Length = 1 then
            ValueSome(List.transpose tuples)
        else
            ValueNone

    let private same join (shapes: Shape list) =
        for other in shapes.Tail do
            if other <> shapes.Head then
                Errors.shape
                    "%O: the branches give the shapes %O and %O, which must be the same."
                    join
                    shapes.Head
                    other

        shapes.Head

    let private concatenated (shapes: Shape list) =
        let front (shape: Shape) = shape.ToArray()[.. shape.Rank - 2]

        for other in shapes.Tail do
            if other.Rank <> shapes.Head.Rank || front other <> front shapes.Head then
                Errors.shape
                    "Concatenate: the branches give the shapes %O and %O, which must agree but for the last axis."
                    shapes.Head
                    other

        Shape(Array.append (front shapes.Head) [| shapes |> List.sumBy (fun shape -> shape[shape.Rank - 1]) |])

    let rec private shapes inTuple join (results: Signal<Shape> list) =
        match byPart results with
        | ValueSome parts -> parts |> List.map (shapes true join) |> List.toArray |> Signal.Many
        | ValueNone ->
            let shapes = results |> List.map (Signal.shape (string join))

            match join with
            | Join.Concatenate when shapes |> List.exists (fun shape -> shape.Rank > 0) -> concatenated shapes
            | Join.Concatenate when not inTuple ->
                Errors.shape "Concatenate: the branches give one number each; they have no axis."
            | _ -> same join shapes
            |> Signal.One

    let outputShape join (results: Signal<Shape> list) =
        match join with
        | Join.Tuple -> Signal.Many(List.toArray results)
        | _ -> shapes false join results

    let private joined join (tensors: Tensor list) =
        match join with
        | Join.Add -> List.reduce (+) tensors
        | Join.Multiply -> List.reduce (*) tensors
        | Join.Average -> List.reduce (+) tensors / float tensors.Length
        | Join.Maximum -> List.reduce Tensor.maximum tensors
        | Join.Concatenate
        | Join.Tuple -> Tensor.concatenate -1 tensors

    let rec private values inTuple join (results: Signal<Tensor> list) =
        match byPart results with
        | ValueSome parts -> parts |> List.map (values true join) |> List.toArray |> Signal.Many
        | ValueNone ->
            match results |> List.map (Signal.tensor (string join)) with
            // Lengths and masks say something about what they stand beside, and go along with it.
            | tensors when inTuple && not tensors.Head.DType.IsFloat -> Signal.One tensors.Head
            | tensors -> Signal.One(joined join tensors)

    let apply join (results: Signal<Tensor> list) =
        match join with
        | Join.Tuple -> Signal.Many(List.toArray results)
        | _ -> values false join results
