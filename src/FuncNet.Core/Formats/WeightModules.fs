namespace FuncNet

open System
open System.Collections.Generic
open System.Text.RegularExpressions

/// The weights of one layer of another library.
[<NoEquality; NoComparison>]
type internal WeightModule = {
    Name: string
    /// By the name within the module, such as "weight": the name in the file, and the values.
    Leaves: Dictionary<string, struct (string * Tensor)>
}

/// Names of weights, taken apart into modules and what is in them.
[<RequireQualifiedAccess>]
module internal WeightModules =

    let private split (name: string) =
        match name.LastIndexOf '.' with
        | -1 -> "", name
        | dot -> name[.. dot - 1], name[dot + 1 ..]

    let private joined (a: string) (b: string) = if a = "" then b else $"{a}.{b}"

    let private recurrent =
        Regex(@"^(weight_ih|weight_hh|bias_ih|bias_hh)_l(\d+)(_reverse)?$", RegexOptions.CultureInvariant)

    /// (module, leaf) of a name in a state_dict; projects: whether a module projects inputs, as attention does.
    let private ofPyTorch (projects: string -> bool) (name: string) =
        let owner, leaf = split name
        let parent, last = split owner
        let found = recurrent.Match leaf

        if found.Success then
            let layer, way = found.Groups[2].Value, found.Groups[3].Value
            let end' = if layer = "0" && way = "" then "" else $"_l{layer}{way}"
            owner + end', found.Groups[1].Value
        elif last = "out_proj" && projects parent then
            parent, $"out_proj.{leaf}"
        else
            owner, leaf

    /// (module, leaf) of a name of this library. Names of leaves may hold dots, as those of networks from ONNX do: the layers say which are theirs.
    let private ofOwn (layers: (string * string) list) : string -> string * string =
        let known = Map [ for owner, leaf in layers -> $"{owner}.{leaf}", (owner, leaf) ]
        let dotted = layers |> List.map snd |> List.filter (fun leaf -> leaf.Contains '.') |> List.distinct

        fun name ->
            match known.TryFind name with
            | Some place -> place
            | None ->
                dotted
                |> List.filter (fun leaf -> name.EndsWith("." + leaf, StringComparison.Ordinal))
                |> List.sortByDescending _.Length
                |> List.tryHead
                |> Option.map (fun leaf -> name[.. name.Length - leaf.Length - 2], leaf)
                |> Option.defaultWith (fun () -> split name)

    let private cell = Regex(@"^(lstm|gru|simple_rnn)_cell(_\d+)?$", RegexOptions.CultureInvariant)
    let private projections = set [ "query"; "key"; "value"; "attention_output" ]

    /// (module, leaf) of the path of a variable.
    let private ofKeras (pointwise: Set<string>) (name: string) =
        let name =
            if name.EndsWith(":0", StringComparison.Ordinal) then
                name[.. name.Length - 3]
            else
                name

        let owner, leaf = split (name.Replace('/', '.'))
        let parent, last = split owner

        if cell.IsMatch last then parent, leaf
        elif projections.Contains last then parent, $"{last}.{leaf}"
        elif leaf = "pointwise_kernel" then $"{owner}_pointwise", "kernel"
        elif leaf = "bias" && pointwise.Contains owner then $"{owner}_pointwise", "bias"
        else owner, leaf

    /// True for what a library keeps and we do not need.
    let isIgnored library (leaf: string) =
        match library with
        | Library.PyTorch -> leaf = "num_batches_tracked"
        | Library.Keras -> leaf = "seed_generator_state"
        | Library.Own -> false

    /// Numbers in names as numbers.
    let private natural (name: string) =
        Regex.Replace(name, @"\d+", (fun digits -> digits.Value.PadLeft(20, '0')), RegexOptions.CultureInvariant)

    let private isSorted (names: string[]) =
        names |> Array.pairwise |> Array.forall (fun (a, b) -> String.CompareOrdinal(a, b) <= 0)

    /// The modules, in the order of the file; where it is sorted by name, in that of the numbers in the names. The layers are what the network
    /// has: the name in the file and a leaf, for each.
    let ofTree library (layers: (string * string) list) (tree: Parameters) : WeightModule list =
        let names = Seq.toArray tree.Paths

        let owners ending =
            names
            |> Seq.map (fun name -> split (name.Replace('/', '.').Replace(":0", "")))
            |> Seq.filter (snd >> ending)
            |> Seq.map fst
            |> Set.ofSeq

        let attention = owners (fun leaf -> leaf = "in_proj_weight" || leaf = "q_proj_weight")
        let pointwise = owners ((=) "pointwise_kernel")

        let place =
            match library with
            | Library.Own -> ofOwn layers
            | Library.PyTorch -> ofPyTorch attention.Contains
            | Library.Keras -> ofKeras pointwise

        let modules = Dictionary<string, WeightModule>()
        let order = ResizeArray<string>()

        for name in names do
            let owner, leaf = place name

            if modules.TryAdd(owner, { Name = owner; Leaves = Dictionary() }) then
                order.Add owner

            if not (modules[owner].Leaves.TryAdd(leaf, struct (name, tree[name]))) then
                Errors.data
                    "Two of the weights have the name \"%s\" once they are read as %O's; one is \"%s\"."
                    (joined owner leaf)
                    library
                    name

        let ordered = if isSorted names then Seq.sortBy natural order else order
        [ for owner in ordered -> modules[owner] ]
