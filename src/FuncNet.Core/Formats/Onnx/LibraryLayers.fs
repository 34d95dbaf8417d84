namespace FuncNet

open System.Collections.Generic

/// Which layers are those of the library. A layer is one only if it records exactly the operations that the library's layer of its kind
/// and settings records, so that a layer of somebody's own that has its name is not taken for it.
module internal LibraryLayers =

    let private setting name (layer: BoundAtom) =
        layer.Atom.Hyperparameters |> List.tryFind (fun (key, _) -> key = name) |> Option.map snd

    /// True if a setting of the layer is this value.
    let has name (value: Setting) layer = (setting name layer = Some value)

    let real name layer =
        match setting name layer with
        | Some(Setting.Number value) -> Some value
        | Some(Setting.Whole value) -> Some(float value)
        | _ -> None

    let whole name layer =
        match setting name layer with
        | Some(Setting.Whole value) -> Some value
        | _ -> None

    /// Height and width.
    let pair name layer : struct (int * int) option =
        match setting name layer with
        | Some(Setting.Whole both) -> Some(struct (both, both))
        | Some(Setting.List [| Setting.Whole height; Setting.Whole width |]) -> Some(struct (height, width))
        | _ -> None

    let activation layer =
        Elementwise.unaries
        |> List.tryFind (fun f -> has "activation" (Setting.Text((string f).ToLowerInvariant())) layer)

    /// The library's layer of the same kind and settings, but for how its parameters are drawn, which its operations do not show.
    let private reference (layer: BoundAtom) (own: Parameters) : Layer option =
        LayerCatalog.standard.Kinds
        |> Map.tryFind layer.Atom.Kind
        |> Option.bind (fun entry ->
            let settings =
                layer.Atom.Hyperparameters
                |> List.filter (fun (name, _) -> name <> OnnxStored.settingName && not (own.Contains name))

            try
                Some(LayerCatalog.make entry settings LayerCatalog.standard)
            with
            | :? SettingException
            | :? FuncNetException -> None)

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
    let isTheLibrarys (trace: TracedNetwork) (specs: int -> TensorSpec) (range: AtomRange) own state : bool =
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
