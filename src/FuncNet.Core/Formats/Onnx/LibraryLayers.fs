namespace FuncNet

open System.Collections.Generic
open System.Globalization

/// Which layers are those of the library. A layer is one only if it records exactly the operations that the library's layer of its kind
/// and settings records, so that a layer of somebody's own that has its name is not taken for it.
module internal LibraryLayers =

    let setting name (layer: BoundAtom) =
        layer.Atom.Hyperparameters |> List.tryFind (fun (key, _) -> key = name) |> Option.map snd

    let real name layer =
        setting name layer
        |> Option.bind (fun text ->
            match System.Double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture) with
            | true, value -> Some value
            | _ -> None)

    let whole name layer = real name layer |> Option.map int
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

    let activation layer = Elementwise.unaries |> List.tryFind (fun f -> setting "activation" layer = Some(string f))

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
