namespace FuncNet

open System.Collections.Generic

/// The derivative of a scan is a scan in the other direction. Its body goes back over one step: it reads what the step
/// computed, carries the gradients of the carried values, and adds up those of the fixed ones.
module internal ScanRules =

    /// Back over entries, from the gradients at some places to those at all.
    type Backward = int -> IReadOnlyList<Entry> -> (int * Tensor) list -> Tensor voption[]

    /// The values of something at every step, one behind the other.
    type private Stack =
        /// Those of a place of the body, which the scan has or saves.
        | Place of int
        /// A result of the derivative.
        | Result of int

    /// The gradient of a fixed operand from all steps at once.
    type private Total =
        /// Aᵀ·G.
        | Product of a: Stack * g: Stack
        /// Σ G over some axes of each step's.
        | Sum of axes: int[] * g: Stack

    /// The derivative of one step, and where its inputs come from and its results go to. Numbers are operands, results or
    /// places of the scan that it belongs to.
    [<NoEquality; NoComparison>]
    type private Transpose = {
        Body: LoopBody
        /// The carried values whose gradients are carried back.
        Carries: int[]
        /// The fixed operands whose gradients are summed step by step.
        Sums: int[]
        /// The results whose gradients are read at each step.
        Given: int[]
        /// The places of the body whose values are read at each step.
        Read: int[]
        /// The fixed operands that are read.
        Fixed: int[]
        /// Tensors that the derivative reads beside them.
        Captured: Tensor[]
        /// The fixed operands whose transposes are read behind these.
        Transposed: int[]
        /// The sequences, and which results are their gradients.
        Sequences: (int * Stack)[]
        /// The fixed operands whose gradients are computed for all steps at once.
        Totals: (int * Total)[]
    }

    /// The places of a body through which a gradient flows to the wanted operands.
    let private active (scan: Scan) (wanted: bool[]) =
        let body = scan.Body
        let active = Array.append wanted (Array.create (body.Slots - wanted.Length) false)

        let flows source =
            match source with
            | Source.Slot slot -> active[slot]
            | Source.Number _ -> false

        let through (step: Step) =
            match step.Primitive with
            | Primitive.Control Control.StopGradient -> false
            | _ -> Array.exists flows step.Operands

        let rec settle () =
            for step in body.Steps do
                let flowing = through step
                step.Specs |> Array.iteri (fun k spec -> active[step.First + k] <- flowing && spec.DType.IsFloat)

            // What one step hands on, the next one reads.
            let late = [ 0 .. scan.Carries - 1 ] |> List.filter (fun k -> not active[k] && flows body.Results[k])

            if not late.IsEmpty then
                for k in late do
                    active[k] <- true

                settle ()

        settle ()
        active

    /// A gradient that is a product or a sum of what changes from step to step.
    let private total (tape: Tape) (stack: Tensor -> Stack) (gradient: Tensor) : Total option =
        let onTape (x: Tensor) = tape.Find(x).IsSlot

        match tape.Find gradient with
        | Operand.Constant _ -> None
        | Operand.Slot slot ->
            tape.Entries
            |> Seq.tryFind (fun entry -> entry.First = slot && Array.forall onTape entry.Inputs)
            |> Option.bind (fun entry ->
                match entry.Primitive, entry.Inputs with
                | Primitive.LinearAlgebra(LinearAlgebra.MatMul(true, false)), [| a; g |] when a.Rank = 2 && g.Rank = 2 ->
                    Some(Product(stack a, stack g))
                | Primitive.Reduction(Reduction.Sum axes), [| g |] -> Some(Sum(axes, stack g))
                | _ -> None)

    /// The derivative of one step for the operands wanted, if gradients are given for some of the results.
    let private transpose (backward: Backward) (scan: Scan) (wanted: bool[]) (given: bool[]) : Transpose =
        let body = scan.Body
        let specs = body.Specs
        let inputs, perStep = body.Inputs.Length, scan.Carries + scan.Sequences
        let active = active scan wanted

        let flowing result =
            match body.Results[result] with
            | Source.Slot slot when active[slot] -> ValueSome slot
            | _ -> ValueNone

        let carries = [| 0 .. scan.Carries - 1 |] |> Array.filter (fun k -> active[k])

        let given =
            [| scan.Carries .. body.Results.Length - 1 |]
            |> Array.filter (fun j -> given[j] && (flowing j).IsSome)

        let weights = [| perStep .. inputs - 1 |] |> Array.filter (fun i -> wanted[i])
        let places = Array.append [| 0 .. perStep - 1 |] [| inputs .. body.Slots - 1 |]
        let fixedPlaces = [| perStep .. inputs - 1 |]

        let signature = [|
            for k in carries -> specs[k]
            for i in weights -> specs[i]
            for j in given -> specs[(flowing j).Value]
            for place in places -> specs[place]
            for i in fixedPlaces -> specs[i]
        |]

        let tape = Tape.Program signature
        let handed, rest = Array.splitAt carries.Length tape.Inputs
        let sums, rest = Array.splitAt weights.Length rest
        let gradients, rest = Array.splitAt given.Length rest
        let known = Array.zip (Array.append places fixedPlaces) rest |> Array.sortBy fst |> Array.map snd

        let value source =
            match source with
            | Source.Slot slot -> known[slot]
            | Source.Number number -> Tensor.OfValue number

        let entry (step: Step) = {
            Primitive = step.Primitive
            Operands =
                step.Operands
                |> Array.map (fun source ->
                    match source with
                    | Source.Slot slot when active[slot] -> Operand.Slot slot
                    | _ -> Operand.Constant(value source))
            Inputs = step.Operands |> Array.map value
            Outputs = Array.sub known step.First step.Specs.Length
            First = step.First
        }

        let adjoints =
            let entries =
                body.Steps
                |> Array.filter (fun step ->
                    Seq.exists (fun k -> active[step.First + k]) (seq { 0 .. step.Specs.Length - 1 }))
                |> Array.map entry

            let seeds = [
                for result, gradient in Seq.append (Seq.zip carries handed) (Seq.zip given gradients) do
                    match flowing result with
                    | ValueSome slot -> slot, gradient
                    | ValueNone -> ()
            ]

            backward body.Slots entries seeds

        let adjoint place =
            match adjoints[place] with
            | ValueSome gradient -> gradient
            | ValueNone -> Tensor.zerosLike known[place]

        let stacked = ResizeArray<Tensor>()

        /// The values of a tensor of the tape at every step: those of a place are there already.
        let stack (x: Tensor) =
            match Array.tryFindIndex (fun place -> obj.ReferenceEquals(x, known[place])) places with
            | Some n -> Place places[n]
            | None ->
                match stacked.FindIndex(fun other -> obj.ReferenceEquals(x, other)) with
                | -1 ->
                    stacked.Add x
                    Result(stacked.Count - 1)
                | n -> Result n

        let totals = weights |> Array.map (fun i -> total tape stack (adjoint i))

        let sequences = [|
            for j in scan.Carries .. perStep - 1 do
                if wanted[j] then
                    j, stack (adjoint j)
        |]

        let results = [|
            for k in carries do
                yield adjoint k

            for n, i in Seq.indexed weights do
                if totals[n].IsNone then
                    yield sums[n] + adjoint i

            yield! stacked
        |]

        let traced, captured = Bodies.ofTape signature tape results
        let firstGiven = carries.Length + weights.Length
        let firstPlace = firstGiven + given.Length
        let firstFixed = firstPlace + places.Length

        let body, transposed = traced |> Bodies.withTransposes firstFixed fixedPlaces.Length

        // Carried values keep their places, read or not.
        let kept =
            Bodies.reads body
            |> Array.mapi (fun input read ->
                read || input < carries.Length || (input < firstGiven && totals[input - carries.Length].IsNone))

        let keptOf first (numbers: int[]) =
            Seq.indexed numbers |> Seq.filter (fun (n, _) -> kept[first + n]) |> Seq.map snd |> Seq.toArray

        {
            Body = Bodies.keep kept body
            Carries = carries
            Sums = keptOf carries.Length weights
            Given = keptOf firstGiven given
            Read = keptOf firstPlace places
            Fixed = keptOf firstFixed fixedPlaces
            Captured = captured
            Transposed = transposed |> Array.map (fun input -> fixedPlaces[input - firstFixed])
            Sequences = sequences
            Totals =
                Array.zip weights totals
                |> Array.choose (fun (i, total) -> Option.map (fun total -> i, total) total)
        }

    /// The values of a place of the body at every step, if the scan has them.
    let private values (scan: Scan) (x: Tensor[]) (y: Tensor[]) place =
        if place >= scan.Carries && place < scan.Carries + scan.Sequences then
            Some x[place]
        else
            Seq.indexed scan.Body.Results
            |> Seq.skip scan.Carries
            |> Seq.tryPick (fun (j, result) ->
                match result with
                | Source.Slot slot when slot = place -> Some y[j]
                | _ -> None)

    /// The places of the body whose values at every step are needed for the gradients.
    let private places (back: Transpose) : int[] =
        let stacks = [
            yield! Seq.map snd back.Sequences

            for _, total in back.Totals do
                match total with
                | Product(a, g) -> yield! [ a; g ]
                | Sum(_, g) -> g
        ]

        let place stack =
            match stack with
            | Place place -> Some place
            | Result _ -> None

        Seq.append back.Read (Seq.choose place stacks) |> Seq.distinct |> Seq.toArray

    /// The scan, with everything as a result that its derivative reads.
    let private saving backward (scan: Scan) : Scan =
        let isFloat (spec: TensorSpec) = spec.DType.IsFloat

        let transposed =
            transpose backward scan (scan.Body.Inputs |> Array.map isFloat) (Array.create scan.Body.Results.Length true)

        let isSaved place =
            (values scan (Array.zeroCreate scan.Body.Inputs.Length) (Array.zeroCreate scan.Body.Results.Length) place)
                .IsSome

        let saved = places transposed |> Array.filter (isSaved >> not) |> Array.map Source.Slot

        {
            scan with
                Body = LoopBody(scan.Body.Inputs, scan.Body.Steps, Array.append scan.Body.Results saved)
        }

    /// Applies a scan. Where it is recorded it saves what its derivative will read, so that nothing is computed twice.
    let apply backward (scan: Scan) (operands: Tensor[]) : Tensor[] =
        let isRecorded (x: Tensor) = x.DType.IsFloat && x.Form.IsTraced

        if Array.exists isRecorded operands then
            Tensor.ApplyAll(Primitive.Control(Control.Scan(saving backward scan)), operands)
            |> Array.truncate scan.Body.Results.Length
        else
            Tensor.ApplyAll(Primitive.Control(Control.Scan scan), operands)

    /// The gradients with respect to the wanted operands.
    let pullback backward (scan: Scan) (x: Tensor[]) (y: Tensor[]) (g: Tensor voption[]) (wanted: bool[]) =
        let back = transpose backward scan wanted (g |> Array.map _.IsSome)

        let valuesAt =
            match values scan x y with
            | known when places back |> Array.forall (known >> Option.isSome) -> known >> Option.get
            | _ ->
                let scan = saving backward scan
                values scan x (Tensor.ApplyAll(Primitive.Control(Control.Scan scan), x)) >> Option.get

        let results =
            apply
                backward
                {
                    Body = back.Body
                    Carries = back.Carries.Length + back.Sums.Length
                    Sequences = back.Given.Length + back.Read.Length
                    Steps = scan.Steps
                    Backwards = not scan.Backwards
                }
                [|
                    for k in back.Carries -> ValueOption.defaultWith (fun () -> Tensor.zerosLike x[k]) g[k]
                    for i in back.Sums -> Tensor.zerosLike x[i]
                    for j in back.Given -> g[j].Value
                    for place in back.Read -> valuesAt place
                    for i in back.Fixed -> x[i]
                    yield! back.Captured
                    for i in back.Transposed -> Tensor.transpose x[i]
                |]

        let single = Array.append back.Carries back.Sums
        let matrix (stack: Tensor) = Tensor.reshape [ stack.Shape[0] * stack.Shape[1]; stack.Shape[2] ] stack

        let values stack =
            match stack with
            | Place place -> valuesAt place
            | Result n -> results[single.Length + n]

        let gradients =
            dict [
                yield! Seq.zip single results

                for j, stack in back.Sequences do
                    j, values stack

                for i, total in back.Totals do
                    match total with
                    | Product(a, g) -> i, Tensor.matmulWith true false (matrix (values a)) (matrix (values g))
                    | Sum(axes, g) -> i, Tensor.sumOver (Array.append [| 0 |] (axes |> Array.map ((+) 1))) (values g)
            ]

        fun operand -> gradients[operand]
