namespace FuncNet

/// A size of an axis: a number, or so many times the size of the batch.
[<RequireQualifiedAccess; Struct>]
type internal Dim =
    | Fixed of size: int
    | Batch of times: int

/// The operations that one layer recorded, and what went in and came out.
[<NoComparison; NoEquality>]
type internal AtomRange = {
    Atom: BoundAtom
    /// The first of its operations, and the first behind them.
    First: int
    Next: int
    Input: Signal<Operand>
    Output: Signal<Operand>
}

/// The program of a network in inference mode.
[<NoComparison; NoEquality>]
type internal TracedNetwork = {
    Batch: int
    Inputs: TensorSpec[]
    Entries: Entry[]
    Outputs: Operand[]
    Atoms: AtomRange[]
}

/// A network traced for two sizes of the batch: what differs follows the batch, and what follows it in another way than by a
/// multiple has no place in a graph that is for any batch.
module internal BatchTrace =

    /// Where the same thing stands in both traces.
    let private sizes = struct (2, 3)

    let private traceFor batch (network: Network) (types: DType list) : TracedNetwork =
        let plan = network.Plan

        let specs = [|
            for shape, dtype in List.zip (Signal.values plan.Input) types ->
                { Shape = shape.Prepend batch; DType = dtype }
        |]

        let tape = Tape.Program specs
        let find (tensor: Tensor) = tape.Settle tensor |> tape.Find
        let states = Array.copy network.State.Tensors
        let context = { Training = false; Key = Key.OfSeed 0UL }
        let atoms = ResizeArray<AtomRange>()

        let atom bound input =
            let first = tape.Entries.Count
            let output = Plan.applyAtom context network.Parameters states bound input

            atoms.Add {
                Atom = bound
                First = first
                Next = tape.Entries.Count
                Input = Signal.map find input
                Output = Signal.map find output
            }

            output

        let output = Plan.flow atom Join.apply plan (Signal.fill plan.Input tape.Inputs)

        {
            Batch = batch
            Inputs = specs
            Entries = tape.Entries.ToArray()
            Outputs = Signal.values output |> List.map find |> List.toArray
            Atoms = atoms.ToArray()
        }

    /// Every choice of types for so many inputs: floats first, then whole numbers in one place, and so on.
    let private choices dtype count =
        List.init (1 <<< count) id
        |> List.sortBy (fun bits -> System.Numerics.BitOperations.PopCount(uint bits))
        |> List.map (fun bits -> List.init count (fun i -> if (bits >>> i) &&& 1 = 1 then DType.Int32 else dtype))

    /// The types of the inputs: the network's own, but whole numbers where a layer takes nothing else.
    let private typesOf (network: Network) : DType list =
        let count = (Signal.values network.InputShape).Length
        let mutable refusal: exn option = None

        let takes types =
            try
                traceFor 2 network types |> ignore
                true
            with :? DTypeException as error ->
                refusal <- refusal |> Option.orElse (Some error)
                false

        if count > 12 then
            List.replicate count network.DType
        else
            match choices network.DType count |> List.tryFind takes with
            | Some types -> types
            | None -> raise refusal.Value

    /// The network for two sizes of the batch. types: of the inputs; found by trying if they are not given.
    let pair (types: DType list option) (network: Network) : struct (TracedNetwork * TracedNetwork) =
        let struct (few, more) = sizes
        let types = types |> Option.defaultWith (fun () -> typesOf network)
        struct (traceFor few network types, traceFor more network types)

    /// What a size is that is a in one trace and b in the other.
    let dim (a: int) (b: int) : Dim option =
        let struct (few, more) = sizes

        if a = b then
            Some(Dim.Fixed a)
        elif a % few = 0 && b % more = 0 && a / few = b / more then
            Some(Dim.Batch(a / few))
        else
            None

    /// The sizes of a shape, or None if one of them follows the batch in another way than by a multiple.
    let dims (a: Shape) (b: Shape) : Dim[] option =
        if a.Rank <> b.Rank then
            None
        else
            let sizes = Array.init a.Rank (fun axis -> dim a[axis] b[axis])

            if Array.forall Option.isSome sizes then
                Some(Array.map Option.get sizes)
            else
                None

    /// A constant of both traces as one: along an axis that follows the batch it must be the same everywhere, and is kept once.
    let constant (a: Tensor) (b: Tensor) : Tensor option =
        match dims a.Shape b.Shape with
        | None -> None
        | Some sizes ->
            let follows axis =
                match sizes[axis] with
                | Dim.Batch _ -> true
                | Dim.Fixed _ -> false

            let once (x: Tensor) =
                [ 0 .. x.Rank - 1 ] |> List.filter follows |> List.fold (fun x axis -> Tensor.narrow axis 0 1 x) x

            let whole (x: Tensor) = Tensor.broadcastTo x.Shape (once x)

            if obj.ReferenceEquals(a, b) then
                Some a
            elif Array.exists (fun axis -> follows axis) [| 0 .. a.Rank - 1 |] then
                if once a = once b && whole a = a && whole b = b then Some(once a) else None
            elif a = b then
                Some a
            else
                None
