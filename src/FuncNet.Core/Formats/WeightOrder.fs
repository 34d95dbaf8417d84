namespace FuncNet

open System

/// In which order another library, which puts channels first, has the numbers of a signal.
[<RequireQualifiedAccess>]
type internal WeightOrder =
    /// As we have them.
    | Same
    /// [c; h; w] where we have [h; w; c].
    | ChannelsFirst
    /// C·H·W of what here was of this shape, with the channels last.
    | Flattened of Shape

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module internal WeightOrder =

    let private afterAtom (bound: BoundAtom) order (input: Shape) (output: Shape) =
        let flat =
            match order with
            | WeightOrder.ChannelsFirst when input.Rank > 1 -> WeightOrder.Flattened input
            | WeightOrder.ChannelsFirst
            | WeightOrder.Same -> WeightOrder.Same
            | WeightOrder.Flattened _ -> order

        match bound.Atom.Kind with
        | "Flatten" -> flat
        | "Reshape" when output.Rank = 1 -> flat
        | "Dense" -> WeightOrder.Same
        // Over time, convolutions and pooling have their channels first, recurrent layers and attention last.
        | kind when kind.EndsWith("1D", StringComparison.Ordinal) || output.Rank = 3 -> WeightOrder.ChannelsFirst
        | _ when input = output -> order
        | _ -> WeightOrder.Same

    let private first signal =
        match Signal.values signal with
        | value :: _ -> Some value
        | [] -> None

    /// The order in which each atom's input comes, by the atom's index.
    let ofInputs (plan: Plan) : WeightOrder[] =
        let orders = Array.create plan.Atoms.Length WeightOrder.Same

        let atom (bound: BoundAtom) input =
            let order = first input |> Option.defaultValue WeightOrder.Same
            orders[bound.Index] <- order
            let from = first bound.Input |> Option.defaultValue Shape.Scalar
            bound.Output |> Signal.map (afterAtom bound order from)

        let join kind (signals: Signal<WeightOrder> list) =
            match kind with
            | Join.Tuple -> Signal.Many(List.toArray signals)
            | Join.Add
            | Join.Multiply
            | Join.Average
            | Join.Maximum
            | Join.Concatenate -> signals.Head

        plan.Input
        |> Signal.map (fun shape -> if shape.Rank = 3 then WeightOrder.ChannelsFirst else WeightOrder.Same)
        |> Plan.flow atom join plan
        |> ignore

        orders
