namespace FuncNet

open FuncNet.Kernels

/// The evaluation of element-wise operations in one pass.
[<RequireQualifiedAccess>]
module internal Fused =

    let infer (body: LoopBody) : TensorSpec[] =
        let specs = body.Specs

        body.Results
        |> Array.map (fun result ->
            match result with
            | Source.Slot slot -> specs[slot]
            | Source.Number number -> number.Spec)

    /// True if a result may be written over an operand of its spec: no step after the one that gives it reads the operand.
    let mayOverwrite (body: LoopBody) input result =
        match body.Results[result] with
        | Source.Number _ -> false
        | Source.Slot slot ->
            let reads (step: Step) =
                step.Operands
                |> Array.exists (fun operand ->
                    match operand with
                    | Source.Slot slot -> slot = input
                    | Source.Number _ -> false)

            body.Steps |> Array.forall (fun step -> step.First <= slot || not (reads step))

    /// What computes y from x, as often as it is run.
    let bind (body: LoopBody) (x: NDArray[]) (y: NDArray[]) : unit -> unit =
        let builder = TileBuilder(y[0].Shape.Sizes)
        let values = Array.create body.Slots -1

        let read (array: NDArray) =
            builder.Read(Elementwise.elementType array.DType, array.Data, array.Offset, array.Shape.Sizes)

        let value source =
            match source with
            | Source.Number number -> read number
            | Source.Slot slot ->
                if values[slot] < 0 then
                    values[slot] <- read x[slot]

                values[slot]

        for step in body.Steps do
            let operands = step.Operands |> Array.map value

            values[step.First] <-
                match step.Primitive with
                | Primitive.Elementwise op -> Elementwise.tile builder op operands
                // What is repeated is read where it lies.
                | _ -> operands[0]

        for k in 0 .. y.Length - 1 do
            builder.Write(value body.Results[k], y[k].Data, y[k].Offset)

        let program = builder.Build()
        program.Run
