namespace FuncNet

/// Scans whose rows, the first axis of all that changes from step to step, know nothing of one another: blocks of rows go through all
/// steps side by side. The blocks follow from the sizes alone.
[<RequireQualifiedAccess>]
module internal ScanBlocks =

    /// Rows of a block: those of a tile of the matrix product.
    [<Literal>]
    let private Tile = 8

    /// The work of a block that is worth handing to another thread: elements multiplied with all rows, and added.
    [<Literal>]
    let private Worth = 1_000_000

    /// The most elements that every block reads again at every step: 1 MB of float, a second cache.
    [<Literal>]
    let private Shared = 262_144

    let private isTall batch (shape: Shape) = shape.Rank > 0 && shape[0] = batch

    let private resized rows (shape: Shape) = shape.WithoutFirst.Prepend rows

    let private resizedSpec rows (spec: TensorSpec) = { spec with Shape = resized rows spec.Shape }

    /// The body for so many rows instead of the batch, if each row of its results follows from the same row of the inputs that are
    /// marked, and from all of the others.
    let rec private tryResize batch rows (marked: bool[]) (body: LoopBody) : LoopBody voption =
        let specs = body.Specs
        let inRows = Array.append marked (Array.create (body.Slots - marked.Length) false)

        let isInRows source =
            match source with
            | Source.Slot slot -> inRows[slot]
            | Source.Number _ -> false

        let shape source =
            match source with
            | Source.Slot slot -> specs[slot].Shape
            | Source.Number number -> number.Shape

        /// True if a value is the same in every row of a result of that rank.
        let repeats rank source = not (isInRows source) && ((shape source).Rank < rank || (shape source)[0] = 1)

        let aligned rank source = isInRows source && (shape source).Rank = rank

        let isWhole (range: SliceRange) = range.Start = 0 && range.Size = batch && range.Step = 1

        /// The operation on rows, if it is one.
        let resize (step: Step) : Primitive voption =
            let result = step.Specs[0].Shape

            match step.Primitive, List.ofArray step.Operands with
            | Primitive.Elementwise _, operands when
                isTall batch result
                && operands |> List.forall (fun x -> aligned result.Rank x || repeats result.Rank x)
                ->
                ValueSome step.Primitive
            | Primitive.RecurrentCell _, operands
            | Primitive.Control Control.StopGradient, operands when List.forall isInRows operands ->
                ValueSome step.Primitive
            | Primitive.LinearAlgebra(LinearAlgebra.MatMul(false, _)), [ a; b ] when
                aligned 2 a && not (isInRows b) && (shape b).Rank = 2
                ->
                ValueSome step.Primitive
            | Primitive.Shaping(Shaping.Broadcast shape), [ x ] when
                isTall batch shape && (aligned shape.Rank x || repeats shape.Rank x)
                ->
                ValueSome(Primitive.Shaping(Shaping.Broadcast(resized rows shape)))
            | Primitive.Shaping(Shaping.Reshape shape), [ x ] when isTall batch shape && isInRows x ->
                ValueSome(Primitive.Shaping(Shaping.Reshape(resized rows shape)))
            | Primitive.Shaping(Shaping.Slice ranges), [ x ] when isInRows x && isWhole ranges[0] ->
                ValueSome(Primitive.Shaping(Shaping.Slice(Array.updateAt 0 { ranges[0] with Size = rows } ranges)))
            | Primitive.Control(Control.Fused body), operands ->
                tryResize batch rows [| for x in operands -> isInRows x |] body
                |> ValueOption.map (Control.Fused >> Primitive.Control)
            | _ -> ValueNone

        let steps =
            body.Steps
            |> Array.map (fun step ->
                match resize step with
                | ValueSome primitive ->
                    Array.fill inRows step.First step.Specs.Length true
                    ValueSome { step with Primitive = primitive; Specs = step.Specs |> Array.map (resizedSpec rows) }
                | ValueNone when step.Operands |> Array.exists isInRows -> ValueNone
                | ValueNone -> ValueSome step)

        if Array.forall (fun (step: Step voption) -> step.IsSome) steps && Array.forall isInRows body.Results then
            let inputs =
                Array.map2 (fun spec inRows -> if inRows then resizedSpec rows spec else spec) body.Inputs marked

            ValueSome(LoopBody(inputs, steps |> Array.map _.Value, body.Results))
        else
            ValueNone

    /// The first row of each block, and the body for its rows; one block of all rows if they can't be told apart.
    let split (scan: Scan) : struct (int * LoopBody) list =
        let body = scan.Body
        let perStep = scan.Carries + scan.Sequences

        let batch =
            if scan.Carries > 0 && body.Inputs[0].Shape.Rank > 0 then
                body.Inputs[0].Shape[0]
            else
                0

        let fixedElements = body.Inputs |> Seq.skip perStep |> Seq.sumBy _.Shape.Size

        let rows =
            let least = int (int64 Worth / max 1L (int64 fixedElements * int64 scan.Steps)) + 1
            (least + Tile - 1) / Tile * Tile

        let marked = body.Inputs |> Array.mapi (fun i spec -> i < perStep && isTall batch spec.Shape)

        let block first =
            let rows = min rows (batch - first)

            tryResize batch rows marked body |> ValueOption.map (fun body -> struct (first, body))

        if
            batch < 2 * rows
            || fixedElements > Shared
            || not (Array.forall id (Array.truncate scan.Carries marked))
        then
            [ struct (0, body) ]
        else
            match [ for first in 0..rows .. batch - 1 -> block first ] with
            | blocks when blocks |> List.forall _.IsSome -> blocks |> List.map _.Value
            | _ -> [ struct (0, body) ]
