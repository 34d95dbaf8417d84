namespace FuncNet

open System
open System.Collections
open System.Collections.Generic

[<Sealed>]
type internal Layout(paths: string[], decays: bool[]) =

    let index =
        lazy
            (let index = Dictionary<string, int>(paths.Length)

             paths
             |> Array.iteri (fun i path ->
                 if not (index.TryAdd(path, i)) then
                     Errors.configuration "Parameters: the path \"%s\" stands twice in the tree." path)

             index)

    member _.Paths = paths
    member _.Decays = decays

    member _.Find(path: string) =
        match index.Value.TryGetValue path with
        | true, i -> ValueSome i
        | _ -> ValueNone

    member layout.Require(operation: string, other: Layout) =
        if not (obj.ReferenceEquals(layout, other)) && paths <> other.Paths then
            let missing =
                Seq.append paths other.Paths
                |> Seq.tryFind (fun path -> (layout.Find path).IsNone || (other.Find path).IsNone)

            match missing with
            | Some path -> Errors.configuration "%s: only one of the two trees has \"%s\"." operation path
            | None -> Errors.configuration "%s: the two trees have the same names in a different order." operation

    member layout.Checked() =
        index.Force() |> ignore
        layout

[<Sealed>]
type Parameters internal (layout: Layout, tensors: Tensor[]) =

    static let empty = Parameters(Layout([||], [||]), [||])

    member internal _.Layout = layout
    member internal _.Tensors = tensors
    static member Empty = empty
    member _.Count = tensors.Length
    member _.Size = tensors |> Array.sumBy _.Size
    member _.Paths: IReadOnlyList<string> = Array.AsReadOnly layout.Paths

    member _.Item
        with get (path: string): Tensor =
            match layout.Find path with
            | ValueSome i -> tensors[i]
            | ValueNone ->
                let known = String.Join(", ", layout.Paths)
                Errors.configuration "There is no tensor \"%s\" in this tree; it has: %s." path known

    member _.Contains(path: string) = (layout.Find path).IsSome

    static member internal Map(f: Tensor -> Tensor, tree: Parameters) =
        Parameters(tree.Layout, Array.map f tree.Tensors)

    static member internal Map2(operation, f: Tensor -> Tensor -> Tensor, a: Parameters, b: Parameters) =
        a.Layout.Require(operation, b.Layout)
        Parameters(a.Layout, Array.map2 f a.Tensors b.Tensors)

    static member (+)(a: Parameters, b: Parameters) = Parameters.Map2("add", (+), a, b)
    static member (-)(a: Parameters, b: Parameters) = Parameters.Map2("subtract", (-), a, b)
    static member (*)(a: Parameters, b: Parameters) = Parameters.Map2("multiply", (*), a, b)
    static member (/)(a: Parameters, b: Parameters) = Parameters.Map2("divide", (/), a, b)
    static member (~-)(a: Parameters) = Parameters.Map((~-), a)
    static member (+)(a: Parameters, b: float) = Parameters.Map((fun x -> x + b), a)
    static member (*)(a: float, b: Parameters) = Parameters.Map((fun x -> a * x), b)
    static member (*)(a: Parameters, b: float) = Parameters.Map((fun x -> x * b), a)
    static member (/)(a: Parameters, b: float) = Parameters.Map((fun x -> x / b), a)
    static member (*)(a: Tensor, b: Parameters) = Parameters.Map((fun x -> Tensor.cast x.DType a * x), b)
    static member (/)(a: Parameters, b: Tensor) = Parameters.Map((fun x -> x / Tensor.cast x.DType b), a)
    static member Sqrt(a: Parameters) = Parameters.Map(sqrt, a)
    static member Abs(a: Parameters) = Parameters.Map(abs, a)

    override _.Equals(other) =
        match other with
        | :? Parameters as other -> layout.Paths = other.Layout.Paths && tensors = other.Tensors
        | _ -> false

    override _.GetHashCode() = HashCode.Combine(hash layout.Paths, hash tensors)
    static member op_Equality(a: Parameters | null, b: Parameters | null) = obj.Equals(a, b)
    static member op_Inequality(a: Parameters | null, b: Parameters | null) = not (obj.Equals(a, b))

    override _.ToString() =
        Array.map2 (fun path (tensor: Tensor) -> $"{path}: {tensor.Spec}") layout.Paths tensors
        |> String.concat Environment.NewLine

    interface IEnumerable<KeyValuePair<string, Tensor>> with
        member _.GetEnumerator() : IEnumerator<KeyValuePair<string, Tensor>> =
            (Seq.map2 (fun path tensor -> KeyValuePair(path, tensor)) layout.Paths tensors).GetEnumerator()

        member this.GetEnumerator() : IEnumerator =
            (this :> IEnumerable<KeyValuePair<string, Tensor>>).GetEnumerator() :> IEnumerator

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Parameters =

    let empty = Parameters.Empty

    let private create (leaves: (string * Tensor * bool) seq) =
        let leaves = Seq.toArray leaves

        let layout =
            Layout(leaves |> Array.map (fun (path, _, _) -> path), leaves |> Array.map (fun (_, _, decays) -> decays))

        Parameters(layout.Checked(), leaves |> Array.map (fun (_, tensor, _) -> tensor))

    let ofSeq (leaves: (string * Tensor) seq) =
        create (leaves |> Seq.map (fun (path, tensor) -> path, tensor, tensor.Rank >= 2))

    let toSeq (tree: Parameters) : (string * Tensor) seq = Seq.zip tree.Layout.Paths tree.Tensors
    let map (f: Tensor -> Tensor) (tree: Parameters) = Parameters.Map(f, tree)

    let mapPaths (f: string -> Tensor -> Tensor) (tree: Parameters) =
        Parameters(tree.Layout, Array.map2 f tree.Layout.Paths tree.Tensors)

    let map2 f a b = Parameters.Map2("map2", f, a, b)

    let fold (f: 'State -> string -> Tensor -> 'State) start (tree: Parameters) =
        Array.fold2 f start tree.Layout.Paths tree.Tensors

    let zero tree = map Tensor.zerosLike tree
    let add (a: Parameters) (b: Parameters) = a + b
    let scale (factor: float) (tree: Parameters) = factor * tree

    let dot (a: Parameters) (b: Parameters) =
        match (map2 (fun x y -> sum (x * y)) a b).Tensors with
        | [||] -> Tensor.scalar 0.0
        | products -> Array.reduce (+) products

    let norm tree = sqrt (dot tree tree)

    let private selected (keep: int -> bool) (tree: Parameters) =
        let pick (items: 'T[]) = items |> Array.indexed |> Array.filter (fst >> keep) |> Array.map snd
        Parameters(Layout(pick tree.Layout.Paths, pick tree.Layout.Decays), pick tree.Tensors)

    let filter (keep: string -> bool) (tree: Parameters) = selected (fun i -> keep tree.Layout.Paths[i]) tree
    let partition (keep: string -> bool) tree = filter keep tree, filter (keep >> not) tree

    let matching (pattern: string) : string -> bool =
        let parts = pattern.Split '*'

        // The first part begins the path and the last one ends it; those between are found one behind the other, each as early as possible.
        fun path ->
            if parts.Length = 1 then
                path = pattern
            else
                let first, last = parts[0], parts[parts.Length - 1]
                let limit = path.Length - last.Length

                let behind at (part: string) =
                    if at < 0 || at > limit then
                        -1
                    else
                        match path.IndexOf(part, at, limit - at, StringComparison.Ordinal) with
                        | -1 -> -1
                        | found -> found + part.Length

                first.Length <= limit
                && path.StartsWith(first, StringComparison.Ordinal)
                && path.EndsWith(last, StringComparison.Ordinal)
                && parts[1 .. parts.Length - 2] |> Array.fold behind first.Length >= 0

    let under (prefix: string) (tree: Parameters) =
        let inside =
            selected (fun i -> tree.Layout.Paths[i].StartsWith(prefix + ".", StringComparison.Ordinal)) tree

        Parameters(
            Layout(inside.Layout.Paths |> Array.map (fun path -> path[prefix.Length + 1 ..]), inside.Layout.Decays),
            inside.Tensors
        )

    let prefixed (prefix: string) (tree: Parameters) =
        Parameters(
            Layout(tree.Layout.Paths |> Array.map (fun path -> $"{prefix}.{path}"), tree.Layout.Decays),
            tree.Tensors
        )

    let merge (trees: Parameters seq) =
        let trees = Seq.toArray trees
        let layout = Layout(trees |> Array.collect _.Layout.Paths, trees |> Array.collect _.Layout.Decays)
        Parameters(layout.Checked(), trees |> Array.collect _.Tensors)

    let update (changes: Parameters) (tree: Parameters) =
        for path, change in toSeq changes do
            let old = tree[path]

            if old.Spec <> change.Spec then
                Errors.shape "Parameters.update: \"%s\" is %O; the new tensor is %O." path old.Spec change.Spec

        tree |> mapPaths (fun path old -> if changes.Contains path then changes[path] else old)

    let diff (a: Parameters) (b: Parameters) : (string * string) list = [
        for path in Seq.distinct (Seq.append a.Layout.Paths b.Layout.Paths) do
            match a.Contains path, b.Contains path with
            | true, false -> path, "only in the first"
            | false, _ -> path, "only in the second"
            | true, true when a[path].Spec <> b[path].Spec -> path, $"{a[path].Spec} and {b[path].Spec}"
            | true, true when a[path] <> b[path] ->
                path, $"differs by {(Tensor.norm (b[path] - a[path])).ToScalar():g4}"
            | true, true -> ()
    ]

    let valueAndGrad (f: Parameters -> Tensor) (tree: Parameters) : Tensor * Parameters =
        let value, gradients =
            Differentiate.valueAndGradMany (fun tensors -> f (Parameters(tree.Layout, tensors))) tree.Tensors

        value, Parameters(tree.Layout, gradients)

    let internal valueAndGradBeside
        (f: Parameters -> Tensor * Tensor[])
        (tree: Parameters)
        : Tensor * Parameters * Tensor[] =
        let value, gradients, beside =
            Differentiate.valueAndGradBeside (fun tensors -> f (Parameters(tree.Layout, tensors))) tree.Tensors

        value, Parameters(tree.Layout, gradients), beside

    let grad f tree = valueAndGrad f tree |> snd
