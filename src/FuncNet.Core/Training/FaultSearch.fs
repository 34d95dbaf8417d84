namespace FuncNet

open System

/// Looks for the first operation that made a number NaN or infinite. A run is deterministic: its steps from a snapshot on are done again,
/// and the step that first has such a number in its loss or leaves one in the weights is done once more on a tape.
[<RequireQualifiedAccess>]
module internal FaultSearch =

    /// The first number that is not finite, and where it stands.
    let private unfinished (tensor: Tensor) : (int * float) voption =
        let value = tensor.Value
        let mutable found = ValueNone
        let mutable i = 0

        if tensor.DType.IsFloat then
            while found.IsNone && i < tensor.Size do
                let x = NDArray.element value i

                if not (Double.IsFinite x) then
                    found <- ValueSome(i, x)

                i <- i + 1

        found

    let isFinite tensor = (unfinished tensor).IsNone

    /// The places of an element along the axes.
    let private placesOf (shape: Shape) index =
        let mutable rest = index

        let places =
            Array.foldBack
                (fun size places ->
                    let place = rest % size
                    rest <- rest / size
                    place :: places)
                (shape.ToArray())
                []

        "[" + String.Join("; ", places) + "]"

    let private number (x: float) =
        if Double.IsNaN x then "NaN"
        elif x > 0.0 then "infinity"
        else "−infinity"

    /// The operations of a layer on a tape.
    type private Stretch = { Path: string; First: int; Last: int }

    /// A step on a tape, and which operations belong to what.
    type private Recorded = { Entries: Entry[]; Results: Operand[]; Inputs: string[]; Layers: Stretch[]; Loss: int }

    let private record (parts: StepParts) (layout: StepLayout) (names: string[]) (x: Tensor[]) : Recorded =
        let tape = Tape.Over x
        let layers = ResizeArray<Stretch>()
        let mutable loss = 0

        let forward tap context (parameters: Parameters) (state: Parameters) input =
            let states = Array.copy state.Tensors

            let atom (bound: BoundAtom) read =
                let first = tape.Entries.Count
                let gave = Plan.applyAtom context parameters states bound read
                layers.Add { Path = bound.Path; First = first; Last = tape.Entries.Count - 1 }
                tap bound read gave

            let output = Plan.flow atom Join.apply parts.Network.Plan input
            output, Parameters(state.Layout, states)

        let measured () = loss <- tape.Entries.Count

        let results =
            TrainingStep.computeBy forward measured parts layout tape.Inputs
            |> Array.map (tape.Settle >> tape.Find)

        {
            Entries = tape.Entries.ToArray()
            Results = results
            Inputs = names
            Layers = layers.ToArray()
            Loss = loss
        }

    /// The operation that made a place, if one did, and its result there.
    let private maker (step: Recorded) operand =
        match operand with
        | Operand.Constant _ -> None
        | Operand.Slot slot ->
            match
                Array.tryFindIndex
                    (fun (entry: Entry) -> slot >= entry.First && slot < entry.First + entry.Outputs.Length)
                    step.Entries
            with
            | None -> None
            | Some place ->
                let entry = step.Entries[place]
                Some(place, entry, entry.Outputs[slot - entry.First])

    /// From an operation that gave a number which is not finite, back to the one that made it of finite ones, or of a constant.
    let rec private origin (step: Recorded) (place: int, entry: Entry, output: Tensor) =
        let suspects =
            Array.zip entry.Operands entry.Inputs
            |> Array.choose (fun (operand, input) ->
                match unfinished input with
                | ValueSome(_, x) -> maker step operand |> Option.map (fun made -> Double.IsNaN x, made)
                | ValueNone -> None)

        match Array.tryFind fst suspects |> Option.orElse (Array.tryHead suspects) with
        | Some(_, made) -> origin step made
        | None -> place, entry, output

    /// In what the operation stands.
    let private within (parts: StepParts) (step: Recorded) place (entry: Entry) =
        let layerOf place =
            step.Layers
            |> Array.tryFind (fun layer -> place >= layer.First && place <= layer.Last)
            |> Option.map _.Path

        match layerOf place with
        | Some path -> $" in layer '{path}'"
        | None when place < step.Loss -> $" in the loss {parts.Loss.Name}"
        | None ->
            // A derivative reads, directly or by way of other operations, what its layer computed, or the layer's parameters.
            let read operand =
                match operand, maker step operand with
                | _, Some(place, _, _) -> layerOf place
                | Operand.Slot slot, None -> Array.tryItem slot step.Inputs
                | Operand.Constant _, None -> None

            let rec nearest (seen: Set<int>) (entries: Entry list) =
                let operands = entries |> List.collect (fun entry -> List.ofArray entry.Operands)

                match List.tryPick read operands with
                | Some path -> Some path
                | None ->
                    let makers =
                        operands
                        |> List.choose (maker step)
                        |> List.distinctBy (fun (place, _, _) -> place)
                        |> List.filter (fun (place, _, _) -> not (seen.Contains place))

                    if makers.IsEmpty then
                        None
                    else
                        nearest
                            (makers |> List.fold (fun seen (place, _, _) -> seen.Add place) seen)
                            (makers |> List.map (fun (_, entry, _) -> entry))

            match nearest Set.empty [ entry ] with
            | Some path -> $" in the derivative or the update of '{path}'"
            | None -> " in a derivative or an update"

    /// Tells of the operation behind a result that is not finite.
    let private tell parts step result =
        match maker step result with
        | None -> "a number was NaN or infinite before it"
        | Some made ->
            let place, entry, output = origin step made
            let index, x = (unfinished output).Value
            let operands = entry.Inputs |> Array.map (fun x -> string x.Spec) |> String.concat ", "

            let read =
                if entry.Inputs |> Array.forall isFinite then
                    "finite numbers"
                else
                    "numbers of which one was not finite"

            $"the operation {Primitive.name entry.Primitive} ({operands}){within parts step place entry} made {number x} of {read}, at {placesOf output.Shape index} of its result {output.Spec}"

    /// What made a number NaN or infinite in the steps from a snapshot up to a given number of them.
    let find
        (parts: StepParts)
        (layout: StepLayout)
        (openFeed: unit -> TrainingFeed)
        (snapshot: TrainingState)
        (last: int)
        =
        let figures = TrainingStep.figureCount parts
        let weights = TrainingStep.weightCount layout
        let carried = TrainingStep.carried snapshot
        let names = [| yield! layout.Parameters.Paths; yield! layout.State.Paths |]

        let bad (tensors: Tensor[]) = tensors |> Array.tryFindIndex (isFinite >> not)

        match bad carried[.. weights - 1] with
        | Some place -> $"\"{names[place]}\" was not finite before step {snapshot.Step + 1}"
        | None ->
            let learner = ValueLearner(TrainingStep.compute parts layout, carried, snapshot.Key)
            let mutable epoch = snapshot.Epoch
            let mutable told = None
            let mutable step = snapshot.Step
            use feed = openFeed ()
            feed.Begin(snapshot.Key, epoch, snapshot.StepInEpoch)

            while told.IsNone && step < last do
                if not (feed.Next()) then
                    epoch <- epoch + 1
                    feed.Begin(snapshot.Key, epoch, 0)
                    feed.Next() |> ignore

                let before = learner.Read(0, carried.Length)
                learner.Step(step, feed)

                if not (Double.IsFinite(learner.Figure 0)) || (bad (learner.Read(0, weights))).IsSome then
                    let x = [|
                        yield! before
                        snapshot.Key.Tensor
                        Tensor.number DType.Int32 (float step)
                        yield! feed.Tensors
                    |]

                    let recorded = record parts layout names x

                    let value operand =
                        match operand with
                        | Operand.Constant tensor -> tensor
                        | Operand.Slot slot when slot < x.Length -> x[slot]
                        | Operand.Slot _ ->
                            match maker recorded operand with
                            | Some(_, _, output) -> output
                            | None -> Tensor.number DType.Float32 0.0

                    // The loss comes first; the metrics say nothing.
                    told <-
                        [| recorded.Results[0]; yield! recorded.Results[figures .. figures + weights - 1] |]
                        |> Array.tryFind (value >> isFinite >> not)
                        |> Option.map (fun result ->
                            $"in a second run of step {step + 1}, {tell parts recorded result}")

                step <- step + 1

            told
            |> Option.defaultValue
                "in a second run, no step left a loss or a weight that is not finite: look at the data that the network is validated on"
