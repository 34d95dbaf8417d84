namespace FuncNet

open System
open System.Collections
open System.Collections.Generic

/// The names of a tree of tensors, in order. Trees that come from each other share one layout.
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

    /// Throws unless the other layout has the same names in the same order.
    member layout.Require(operation: string, other: Layout) =
        if not (obj.ReferenceEquals(layout, other)) && paths <> other.Paths then
            let missing =
                Seq.append paths other.Paths
                |> Seq.tryFind (fun path -> (layout.Find path).IsNone || (other.Find path).IsNone)

            match missing with
            | Some path -> Errors.configuration "%s: only one of the two trees has \"%s\"." operation path
            | None -> Errors.configuration "%s: the two trees have the same names in a different order." operation

    /// Throws for a path that stands twice.
    member layout.Checked() =
        index.Force() |> ignore
        layout

/// An immutable, ordered tree of named tensors, such as "block1.conv.kernel". It is a vector space: trees of one layout
/// can be added, scaled and multiplied leaf by leaf. Weights, gradients and the moments of optimizers are such trees.
[<Sealed>]
type Parameters internal (layout: Layout, tensors: Tensor[]) =

    static let empty = Parameters(Layout([||], [||]), [||])

    member internal _.Layout = layout
    member internal _.Tensors = tensors

    /// The tree with no leaves.
    static member Empty = empty

    /// The number of tensors.
    member _.Count = tensors.Length

    /// The number of elements in all tensors together.
    member _.Size = tensors |> Array.sumBy _.Size

    /// The names, in order.
    member _.Paths: IReadOnlyList<string> = Array.AsReadOnly layout.Paths

    /// The tensor of that name; an error that lists the names when there is none.
    member _.Item
        with get (path: string): Tensor =
            match layout.Find path with
            | ValueSome i -> tensors[i]
            | ValueNone ->
                let known = String.Join(", ", layout.Paths)
                Errors.configuration "There is no tensor \"%s\" in this tree; it has: %s." path known

    /// True if there is a tensor of that name.
    member _.Contains(path: string) = (layout.Find path).IsSome

    static member internal Map(f: Tensor -> Tensor, tree: Parameters) =
        Parameters(tree.Layout, Array.map f tree.Tensors)

    static member internal Map2(operation, f: Tensor -> Tensor -> Tensor, a: Parameters, b: Parameters) =
        a.Layout.Require(operation, b.Layout)
        Parameters(a.Layout, Array.map2 f a.Tensors b.Tensors)

    /// Leaf by leaf, element by element.
    static member (+)(a: Parameters, b: Parameters) = Parameters.Map2("add", (+), a, b)

    /// Leaf by leaf, element by element.
    static member (-)(a: Parameters, b: Parameters) = Parameters.Map2("subtract", (-), a, b)

    /// Leaf by leaf, element by element.
    static member (*)(a: Parameters, b: Parameters) = Parameters.Map2("multiply", (*), a, b)

    /// Leaf by leaf, element by element.
    static member (/)(a: Parameters, b: Parameters) = Parameters.Map2("divide", (/), a, b)

    /// −a.
    static member (~-)(a: Parameters) = Parameters.Map((~-), a)

    /// Every element plus a number.
    static member (+)(a: Parameters, b: float) = Parameters.Map((fun x -> x + b), a)

    /// Every element times a number.
    static member (*)(a: float, b: Parameters) = Parameters.Map((fun x -> a * x), b)

    /// Every element times a number.
    static member (*)(a: Parameters, b: float) = Parameters.Map((fun x -> x * b), a)

    /// Every element divided by a number.
    static member (/)(a: Parameters, b: float) = Parameters.Map((fun x -> x / b), a)

    /// Every element times a scalar tensor, in the leaf's own type.
    static member (*)(a: Tensor, b: Parameters) = Parameters.Map((fun x -> Tensor.cast x.DType a * x), b)

    /// Every element divided by a scalar tensor, in the leaf's own type.
    static member (/)(a: Parameters, b: Tensor) = Parameters.Map((fun x -> x / Tensor.cast x.DType b), a)

    /// √ of every element.
    static member Sqrt(a: Parameters) = Parameters.Map(sqrt, a)

    /// |x| of every element.
    static member Abs(a: Parameters) = Parameters.Map(abs, a)

    /// Trees are equal when names and tensors are.
    override _.Equals(other) =
        match other with
        | :? Parameters as other -> layout.Paths = other.Layout.Paths && tensors = other.Tensors
        | _ -> false

    /// A hash of the names and tensors.
    override _.GetHashCode() = HashCode.Combine(hash layout.Paths, hash tensors)

    /// True if names and tensors are equal, for C#.
    static member op_Equality(a: Parameters | null, b: Parameters | null) = obj.Equals(a, b)

    /// False if names and tensors are equal, for C#.
    static member op_Inequality(a: Parameters | null, b: Parameters | null) = not (obj.Equals(a, b))

    /// A line for each tensor: name, type and shape.
    override _.ToString() =
        Array.map2 (fun path (tensor: Tensor) -> $"{path}: {tensor.Spec}") layout.Paths tensors
        |> String.concat Environment.NewLine

    interface IEnumerable<KeyValuePair<string, Tensor>> with
        member _.GetEnumerator() : IEnumerator<KeyValuePair<string, Tensor>> =
            (Seq.map2 (fun path tensor -> KeyValuePair(path, tensor)) layout.Paths tensors).GetEnumerator()

        member this.GetEnumerator() : IEnumerator =
            (this :> IEnumerable<KeyValuePair<string, Tensor>>).GetEnumerator() :> IEnumerator

/// Functions of trees of tensors.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Parameters =

    /// The tree with no leaves.
    let empty = Parameters.Empty

    let internal create (leaves: (string * Tensor * bool) seq) =
        let leaves = Seq.toArray leaves

        let layout =
            Layout(leaves |> Array.map (fun (path, _, _) -> path), leaves |> Array.map (fun (_, _, decays) -> decays))

        Parameters(layout.Checked(), leaves |> Array.map (fun (_, tensor, _) -> tensor))

    /// A tree of these names, in this order. Tensors of rank 2 and more decay, by default. A name that stands twice is an error.
    let ofSeq (leaves: (string * Tensor) seq) =
        create (leaves |> Seq.map (fun (path, tensor) -> path, tensor, tensor.Rank >= 2))

    /// Names and tensors, in order.
    let toSeq (tree: Parameters) : (string * Tensor) seq = Seq.zip tree.Layout.Paths tree.Tensors

    /// f of every leaf.
    let map (f: Tensor -> Tensor) (tree: Parameters) = Parameters.Map(f, tree)

    /// f of every leaf and its name.
    let mapPaths (f: string -> Tensor -> Tensor) (tree: Parameters) =
        Parameters(tree.Layout, Array.map2 f tree.Layout.Paths tree.Tensors)

    /// f of corresponding leaves; the names must be the same.
    let map2 f a b = Parameters.Map2("map2", f, a, b)

    /// A fold over the leaves, in order.
    let fold (f: 'State -> string -> Tensor -> 'State) start (tree: Parameters) =
        Array.fold2 f start tree.Layout.Paths tree.Tensors

    /// Zeros in the shapes of the tree.
    let zero tree = map Tensor.zerosLike tree

    /// a + b.
    let add (a: Parameters) (b: Parameters) = a + b

    /// factor · tree.
    let scale (factor: float) (tree: Parameters) = factor * tree

    /// Σ a·b over every element of every leaf; a scalar. 0 for the empty tree.
    let dot (a: Parameters) (b: Parameters) =
        match (map2 (fun x y -> sum (x * y)) a b).Tensors with
        | [||] -> Tensor.scalar 0.0
        | products -> Array.reduce (+) products

    /// √Σ x² over every element of every leaf; a scalar.
    let norm tree = sqrt (dot tree tree)

    let private selected (keep: int -> bool) (tree: Parameters) =
        let pick (items: 'T[]) = items |> Array.indexed |> Array.filter (fst >> keep) |> Array.map snd
        Parameters(Layout(pick tree.Layout.Paths, pick tree.Layout.Decays), pick tree.Tensors)

    /// The leaves whose names satisfy a predicate.
    let filter (keep: string -> bool) (tree: Parameters) = selected (fun i -> keep tree.Layout.Paths[i]) tree

    /// The leaves whose names satisfy a predicate, and the others.
    let partition (keep: string -> bool) tree = filter keep tree, filter (keep >> not) tree

    /// A predicate from a pattern: '*' stands for any characters, "block1.*" for all that is under block1.
    let matching (pattern: string) : string -> bool =
        let regex = "^" + Text.RegularExpressions.Regex.Escape(pattern).Replace("\\*", ".*") + "$"

        fun path ->
            Text.RegularExpressions.Regex.IsMatch(path, regex, Text.RegularExpressions.RegexOptions.CultureInvariant)

    /// The leaves under a name, without it: "conv.kernel" of "block1.conv.kernel" under "block1".
    let under (prefix: string) (tree: Parameters) =
        let inside =
            selected (fun i -> tree.Layout.Paths[i].StartsWith(prefix + ".", StringComparison.Ordinal)) tree

        Parameters(
            Layout(inside.Layout.Paths |> Array.map (fun path -> path[prefix.Length + 1 ..]), inside.Layout.Decays),
            inside.Tensors
        )

    /// Every name with another name before it.
    let prefixed (prefix: string) (tree: Parameters) =
        Parameters(
            Layout(tree.Layout.Paths |> Array.map (fun path -> $"{prefix}.{path}"), tree.Layout.Decays),
            tree.Tensors
        )

    /// The leaves of several trees, one behind the other; a name that stands twice is an error.
    let merge (trees: Parameters seq) =
        let trees = Seq.toArray trees
        let layout = Layout(trees |> Array.collect _.Layout.Paths, trees |> Array.collect _.Layout.Decays)
        Parameters(layout.Checked(), trees |> Array.collect _.Tensors)

    /// The tree with the tensors that another tree has for some of its names.
    let update (changes: Parameters) (tree: Parameters) =
        for path, change in toSeq changes do
            let old = tree[path]

            if old.Spec <> change.Spec then
                Errors.shape "Parameters.update: \"%s\" is %O; the new tensor is %O." path old.Spec change.Spec

        tree |> mapPaths (fun path old -> if changes.Contains path then changes[path] else old)

    /// What is different between two trees, a line a name; nothing when they are equal.
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

    /// The value of a function of a tree that gives one number, and its gradient: a tree of the same layout.
    let valueAndGrad (f: Parameters -> Tensor) (tree: Parameters) : Tensor * Parameters =
        let value, gradients =
            Differentiate.valueAndGradMany (fun tensors -> f (Parameters(tree.Layout, tensors))) tree.Tensors

        value, Parameters(tree.Layout, gradients)

    /// The same for a function that gives some tensors beside the number, which are given as they are.
    let internal valueAndGradBeside
        (f: Parameters -> Tensor * Tensor[])
        (tree: Parameters)
        : Tensor * Parameters * Tensor[] =
        let value, gradients, beside =
            Differentiate.valueAndGradBeside (fun tensors -> f (Parameters(tree.Layout, tensors))) tree.Tensors

        value, Parameters(tree.Layout, gradients), beside

    /// The gradient of a function of a tree that gives one number.
    let grad f tree = valueAndGrad f tree |> snd
