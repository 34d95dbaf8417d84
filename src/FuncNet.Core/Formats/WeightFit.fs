namespace FuncNet

open System
open System.Collections.Generic
open System.IO

[<Sealed>]
type WeightFit
    internal
    (
        network: Network,
        matched: struct (string * string)[],
        missing: string[],
        leftOver: string[],
        notFitting: struct (string * string)[],
        ignored: string[]
    ) =

    /// The longest list that a message has in full.
    static let shown = 6

    let listed what (items: string[]) =
        if items.Length = 0 then
            None
        else
            let rest = if items.Length > shown then ", …" else ""
            let some = items |> Seq.truncate shown |> String.concat ", "
            Some $"{items.Length} {what} ({some}{rest})"

    let reasons = notFitting |> Array.map (fun (struct (path, reason)) -> $"{path}: {reason}")

    member _.Network = network
    member _.Matched: IReadOnlyList<struct (string * string)> = Array.AsReadOnly matched
    member _.Missing: IReadOnlyList<string> = Array.AsReadOnly missing
    member _.LeftOver: IReadOnlyList<string> = Array.AsReadOnly leftOver
    member _.NotFitting: IReadOnlyList<struct (string * string)> = Array.AsReadOnly notFitting
    member _.Ignored: IReadOnlyList<string> = Array.AsReadOnly ignored
    member _.IsComplete = missing.Length = 0 && leftOver.Length = 0 && notFitting.Length = 0

    member fit.Require(from: string) : Network =
        if not fit.IsComplete then
            let parts =
                [ listed "missing" missing; listed "not fitting" reasons; listed "left over" leftOver ]
                |> List.choose id
                |> String.concat "; "

            Errors.data
                "The weights of '%s' are not those of this network: %s. Give its layers their names, or say which is which with WeightMap.renaming; Network.fitWeights takes what fits."
                from
                parts

        network

    override _.ToString() =
        let lines what items = items |> Array.map (fun item -> $"{what, -11}  {item}")

        [|
            lines "matched" (matched |> Array.map (fun (struct (path, names)) -> $"{path} ← {names}"))
            lines "missing" missing
            lines "not fitting" reasons
            lines "left over" leftOver
            lines "ignored" ignored
        |]
        |> Array.concat
        |> String.concat "\n"

/// What was found for a leaf of ours.
[<NoEquality; NoComparison>]
type private Found =
    | Made of tensor: Tensor * names: string list
    | Unfit of reason: string * names: string list
    | Absent

[<AutoOpen>]
module WeightFiles =

    [<RequireQualifiedAccess>]
    module Weights =

        let read (path: string) : Parameters =
            let isZip =
                Files.read path (fun stream ->
                    let start = Array.zeroCreate<byte> 2
                    Files.fill stream (Span start) = 2 && start[0] = byte 'P' && start[1] = byte 'K')

            if isZip then
                Npz.read path
            else
                (Safetensors.read path).Tensors
                |> Seq.map (fun (KeyValue(name, tensor)) -> name, tensor)
                |> Parameters.ofSeq

    /// A leaf of ours: its name in its layer, and its shape.
    let private leaves (bound: BoundAtom) = [
        for spec in bound.Parameters -> spec.Name, spec.Shape
        for spec in bound.States -> spec.Name, spec.Shape
    ]

    /// What a module has for a leaf of a layer.
    let private found (map: WeightMap) dtype order (bound: BoundAtom) leaf shape (weights: WeightModule) : Found =
        let recipe =
            WeightRecipes.find map.Library bound.Atom.Kind leaf
            |> List.tryFind (fun recipe -> recipe.From |> List.forall weights.Leaves.ContainsKey)

        match recipe with
        | None -> Absent
        | Some recipe ->
            let taken = recipe.From |> List.map (fun name -> weights.Leaves[name])
            let names = taken |> List.map (fun (struct (name, _)) -> name)
            let tensors = taken |> List.map (fun (struct (_, tensor)) -> tensor)
            let given = tensors |> List.map (fun tensor -> string tensor.Spec) |> String.concat " and "

            try
                let made = recipe.Make { Shape = shape; Order = order } tensors

                if made.Shape <> shape then
                    Unfit($"{given} gives {made.Shape}, and {shape} is expected", names)
                elif not made.DType.IsFloat then
                    Unfit($"{given} are no floats", names)
                else
                    Made(Tensor.cast dtype made, names)
            with :? LayerException as error ->
                Unfit($"{given}: {error.Problem.TrimEnd '.'}", names)

    /// Their name for a layer of ours.
    let private theirName (map: WeightMap) (path: string) =
        map.Names
        |> List.sortByDescending (fun (_, ours) -> ours.Length)
        |> List.tryPick (fun (theirs, ours) ->
            if path = ours then
                Some theirs
            elif ours = "" then
                Some $"{theirs}.{path}"
            elif path.StartsWith(ours + ".", StringComparison.Ordinal) then
                Some(theirs + path[ours.Length ..])
            else
                None)
        |> Option.defaultValue path

    let private isUsed (used: HashSet<string>) (weights: WeightModule) =
        weights.Leaves.Values |> Seq.exists (fun (struct (name, _)) -> used.Contains name)

    /// True if a module has every leaf of a layer, with as many axes, and nothing more.
    let private suits (map: WeightMap) dtype order (bound: BoundAtom) (weights: WeightModule) =
        let rank name =
            let struct (_, tensor: Tensor) = weights.Leaves[name]
            tensor.Rank

        let taken = [
            for leaf, shape in leaves bound do
                match found map dtype order bound leaf shape weights with
                | Made(_, names) -> Some names
                | Unfit(_, names) ->
                    // Other sizes are told as such; another kind of layer is passed over.
                    let recipes = WeightRecipes.find map.Library bound.Atom.Kind leaf
                    let same = recipes.Length > 0 && recipes.Head.From |> List.forall weights.Leaves.ContainsKey
                    if same && rank recipes.Head.From.Head = shape.Rank then Some names else None
                | Absent -> None
        ]

        let names = taken |> List.choose id |> List.concat |> HashSet

        taken |> List.forall Option.isSome
        && weights.Leaves
           |> Seq.forall (fun (KeyValue(leaf, struct (name, _))) ->
               names.Contains name || WeightModules.isIgnored map.Library leaf)

    [<RequireQualifiedAccess>]
    module Network =

        let fitWeights (map: WeightMap) (weights: Parameters) (network: Network) : WeightFit =
            let layers = [
                for bound in network.Plan.Atoms do
                    for leaf, _ in leaves bound -> theirName map bound.Path, leaf
            ]

            let modules = WeightModules.ofTree map.Library layers weights
            let byName = dict [ for one in modules -> one.Name, one ]
            let used = HashSet<string>()
            let values = Dictionary<string, Tensor>()
            let matched, missing = ResizeArray(), ResizeArray()
            let notFitting = ResizeArray()
            let orders = WeightOrder.ofInputs network.Plan

            for bound in network.Plan.Atoms do
                let order = orders[bound.Index]

                let own =
                    if map.InOrder then
                        modules
                        |> List.tryFind (fun weights ->
                            not (isUsed used weights) && suits map network.DType order bound weights)
                    else
                        match byName.TryGetValue(theirName map bound.Path) with
                        | true, own -> Some own
                        | _ -> None

                for leaf, shape in leaves bound do
                    let path = $"{bound.Path}.{leaf}"

                    let result =
                        own |> Option.map (found map network.DType order bound leaf shape) |> Option.defaultValue Absent

                    match result with
                    | Made(tensor, names) ->
                        values[path] <- tensor
                        used.UnionWith names
                        matched.Add(struct (path, String.concat " + " names))
                    | Unfit(reason, names) ->
                        used.UnionWith names
                        notFitting.Add(struct (path, $"{String.concat (string ',') names}, {reason}"))
                    | Absent -> missing.Add path

            let unused = [|
                for one in modules do
                    for KeyValue(leaf, struct (name, _)) in one.Leaves do
                        if not (used.Contains name) then
                            name, WeightModules.isIgnored map.Library leaf
            |]

            let filled (tree: Parameters) =
                tree
                |> Parameters.mapPaths (fun path old ->
                    match values.TryGetValue path with
                    | true, value -> value
                    | _ -> old)

            WeightFit(
                network.With(filled network.Parameters, filled network.State),
                matched.ToArray(),
                missing.ToArray(),
                unused |> Array.filter (snd >> not) |> Array.map fst,
                notFitting.ToArray(),
                unused |> Array.filter snd |> Array.map fst
            )

        let loadWeights (map: WeightMap) (path: string) (network: Network) : Network =
            (fitWeights map (Weights.read path) network).Require path
