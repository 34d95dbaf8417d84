namespace FuncNet

open System.Collections.Generic

/// Operations that are to run as one, by their positions in the program, in order. An operation that runs alone is a chain of its own.
[<Sealed>]
type internal Chain(position: int) =
    let mutable members = [| position |]
    member _.Members = members
    member _.First = members[0]
    member _.Last = Array.last members
    member _.Take(other: Chain) = members <- Array.append members other.Members |> Array.sort

/// The chains of a program: element-wise operations of one shape, of which one reads another, belong together, unless something
/// of another kind between them would have to run in the middle. A product may lead a chain, sums over its rows may end it.
[<Sealed>]
type internal Chains(program: Program) =

    /// The operations of one pass over tiles; a longer chain is cut.
    let longest = 64

    let entries, specs = program.Entries, program.Specs
    let chains = Array.init entries.Length Chain

    /// For each place, the position of the entry that gives it, or −1 for an input.
    let writers =
        let writers = Array.create program.Slots -1

        entries |> Array.iteri (fun i entry -> Array.fill writers entry.First entry.Outputs.Length i)

        writers

    let shape position = specs[entries[position].First].Shape

    let joins = [|
        for position in 0 .. entries.Length - 1 do
            match entries[position].Primitive with
            | Primitive.Elementwise _ -> (shape position).Size > 0
            | _ -> false
    |]

    /// The entry that only says where the elements of an operand lie: the chain reads what that reads.
    let viewed position operand =
        match operand with
        | Operand.Slot slot when joins[position] && writers[slot] >= 0 && shape writers[slot] = shape position ->
            let entry = entries[writers[slot]]

            if Fused.isView entry.Primitive then ValueSome entry else ValueNone
        | _ -> ValueNone

    /// For each position, the positions that it reads, and those that read it.
    let producers, consumers =
        let producers = Array.init entries.Length (fun _ -> List<int>())
        let consumers = Array.init entries.Length (fun _ -> List<int>())

        for position in 0 .. entries.Length - 1 do
            for operand in entries[position].Operands do
                let read =
                    match viewed position operand with
                    | ValueSome entry -> entry.Operands[0]
                    | ValueNone -> operand

                match read with
                | Operand.Slot slot when writers[slot] >= 0 ->
                    producers[position].Add writers[slot]
                    consumers[writers[slot]].Add position
                | _ -> ()

        producers, consumers

    /// For each input of the program, the positions that read it.
    let inputReaders =
        let readers = Array.init program.InputSpecs.Length (fun _ -> List<int>())

        for position in 0 .. entries.Length - 1 do
            for operand in entries[position].Operands do
                match operand with
                | Operand.Slot slot when writers[slot] < 0 -> readers[slot].Add position
                | _ -> ()

        readers

    /// The search in which a position was seen last, and the number of the search.
    let seen = Array.zeroCreate<int> entries.Length
    let mutable search = 0

    /// True if the second chain reads something that reads the first: then they cannot be one.
    let somethingBetween (first: Chain) (second: Chain) =
        search <- search + 1
        let waiting = Stack<Chain>()

        let visit (chain: Chain) =
            for position in chain.Members do
                for consumer in consumers[position] do
                    let next = chains[consumer]
                    let direct = obj.ReferenceEquals(chain, first) && obj.ReferenceEquals(next, second)

                    if not direct && not (obj.ReferenceEquals(next, chain)) && seen[next.First] <> search then
                        seen[next.First] <- search
                        waiting.Push next

        visit first
        let mutable found = false

        while not found && waiting.Count > 0 do
            let chain = waiting.Pop()

            if obj.ReferenceEquals(chain, second) then found <- true else visit chain

        found

    let tryJoin producer consumer =
        let a, b = chains[producer], chains[consumer]

        if
            not (obj.ReferenceEquals(a, b))
            && shape producer = shape consumer
            && a.Members.Length + b.Members.Length <= longest
            && not (somethingBetween a b)
        then
            a.Take b

            for position in b.Members do
                chains[position] <- a

    let isResult =
        let isResult = Array.create entries.Length false

        for output in program.Outputs do
            match output with
            | Operand.Slot slot when writers[slot] >= 0 -> isResult[writers[slot]] <- true
            | _ -> ()

        isResult

    let isHead = entries |> Array.map (fun entry -> Fused.isHead entry.Primitive)

    /// True if somebody outside of these operations reads what one of them gives, or it is a result of the program.
    let isReadOutside (members: int[]) position =
        isResult[position]
        || consumers[position].Exists(fun consumer -> not (Array.contains consumer members))

    /// An operation of another kind whose result a chain begins with, if there is room for it: a result that is written no
    /// earlier than the last operation that reads it.
    let tryLead head consumer =
        let chain = chains[consumer]
        let members = chain.Members
        let readers = members |> Array.filter consumers[head].Contains

        let hasRoom =
            isReadOutside members head
            || members
               |> Array.exists (fun position ->
                   position >= Array.last readers
                   && isReadOutside members position
                   && specs[entries[position].First] = specs[entries[head].First])

        if
            members |> Array.forall (fun position -> not isHead[position])
            && hasRoom
            && not (somethingBetween chains[head] chain)
        then
            chain.Take chains[head]
            chains[head] <- chain

    /// Sums over rows of what an operation gives, taken by its chain, if all sums of the chain have one width and none is read by it.
    let trySum position =
        match entries[position].Operands[0] with
        | Operand.Slot slot when writers[slot] >= 0 && joins[writers[slot]] ->
            let chain = chains[writers[slot]]
            let members = chain.Members
            let others = members |> Array.filter (fun other -> not joins[other])

            if
                Fused.isSum entries[position].Primitive specs[slot]
                && others
                   |> Array.forall (fun other -> not isHead[other] && (shape other).Size = (shape position).Size)
                && members.Length < longest
                && members |> Array.forall (fun other -> not (consumers[position].Contains other))
                && not (somethingBetween chains[position] chain)
            then
                chain.Take chains[position]
                chains[position] <- chain
        | _ -> ()

    do
        // From the last to the first, so that an operation joins those who read it rather than those whom it reads.
        for position in entries.Length - 1 .. -1 .. 0 do
            if joins[position] then
                for consumer in consumers[position] do
                    if joins[consumer] then
                        tryJoin position consumer

        for position in entries.Length - 1 .. -1 .. 0 do
            if isHead[position] && (shape position).Size > 0 then
                consumers[position]
                |> Seq.tryFind (fun consumer -> joins[consumer] && shape consumer = shape position)
                |> Option.iter (tryLead position)

        for position in 0 .. entries.Length - 1 do
            match entries[position].Primitive with
            | Primitive.Reduction _ -> trySum position
            | _ -> ()

    let isOneChain first second = obj.ReferenceEquals(chains[first], chains[second])

    /// What costs less to compute again than to write and to read: a sum or product with a number, or the like, of a tensor that everybody who reads
    /// it in another chain reads there, too.
    let isRepeated =
        let isNumber operand =
            match operand with
            | Operand.Constant tensor -> tensor.Rank = 0
            | Operand.Slot _ -> false

        let source position =
            match entries[position].Primitive with
            | Primitive.Elementwise(Elementwise.Unary(Unary.Negate | Unary.Square))
            | Primitive.Elementwise(Elementwise.Binary(Binary.Add | Binary.Subtract | Binary.Multiply)) ->
                match entries[position].Operands |> Array.filter (isNumber >> not) with
                | [| Operand.Slot slot |] when writers[slot] >= 0 && shape writers[slot] = shape position ->
                    ValueSome writers[slot]
                | _ -> ValueNone
            | _ -> ValueNone

        [|
            for position in 0 .. entries.Length - 1 do
                match source position with
                | ValueSome source when joins[position] && not isResult[position] ->
                    let others = consumers[position].FindAll(fun other -> not (isOneChain other position))

                    others.Count > 0
                    && others.TrueForAll(fun other ->
                        joins[other]
                        && shape other = shape position
                        && not (isOneChain other source)
                        && consumers[source].Exists(isOneChain other))
                | _ -> false
        |]

    /// What a chain computes again.
    let repeated (chain: Chain) =
        chain.Members
        |> Seq.collect (fun position -> producers[position])
        |> Seq.filter (fun producer -> isRepeated[producer] && not (Array.contains producer chain.Members))
        |> Seq.distinct
        |> Seq.sort
        |> Seq.toArray

    /// The entry that only says where the elements of an operand lie, if the operand may be read through it.
    member _.Viewed(position, operand) = viewed position operand

    /// True if the operations of a chain run in one pass: there are several, or one that reads through a view.
    member _.IsFused(chain: Chain) =
        chain.Members.Length > 1
        || (repeated chain).Length > 0
        || entries[chain.First].Operands |> Array.exists (fun operand -> (viewed chain.First operand).IsSome)

    /// The operations of a chain in the order in which they run: what leads it comes first, then what it computes again.
    member _.Steps(chain: Chain) : int[] =
        let heads, others = chain.Members |> Array.partition (fun position -> isHead[position])
        Array.concat [ heads; repeated chain; others ]

    /// The operations of a chain whose results somebody outside of it reads, or the program gives.
    member _.Given(chain: Chain) : int[] =
        chain.Members
        |> Array.filter (fun position -> isReadOutside chain.Members position && not isRepeated[position])

    /// The chains in an order in which each comes after those that it reads. One that a product leads comes as soon as it may: the product finds
    /// its operands in the cache, and they are not kept for it. It waits for those that read the inputs of the program that it reads, too,
    /// so that it may write over them.
    member _.Ordered: Chain seq =
        let ordered = List<Chain>()
        let seen = HashSet<Chain>(HashIdentity.Reference)

        let rec visit (chain: Chain) =
            if seen.Add chain then
                for position in chain.Members do
                    for producer in producers[position] do
                        visit chains[producer]

                ordered.Add chain

        let soonest (chain: Chain) head =
            chain.Members
            |> Seq.collect (fun position -> entries[position].Operands)
            |> Seq.collect (fun operand ->
                match operand with
                | Operand.Slot slot when writers[slot] < 0 -> inputReaders[slot] :> seq<_>
                | _ -> Seq.empty)
            |> Seq.map (fun reader -> chains[reader])
            |> Seq.filter (fun other -> not (obj.ReferenceEquals(other, chain)))
            |> Seq.fold (fun latest other -> max latest other.Last) head

        let place (chain: Chain) =
            match chain.Members |> Array.tryFind (fun position -> isHead[position]) with
            | Some head when soonest chain head < chain.Last -> struct (soonest chain head, 1)
            | _ -> struct (chain.Last, 0)

        chains |> Array.distinct |> Array.sortBy place |> Array.iter visit
        ordered
