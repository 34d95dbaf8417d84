namespace FuncNet

open System
open System.Collections.Generic

/// Where the values of an atom come from.
[<NoEquality; NoComparison>]
type internal Origin = { Atom: BoundAtom; Network: Network }

/// Layers taken apart: every layer has its name written down, so that none is renamed when others come or go.
[<RequireQualifiedAccess>]
module internal Anatomy =

    let private nameIn (path: string) = path[path.LastIndexOf '.' + 1 ..]

    let rec private writeNames (shared: Dictionary<obj, Layer>) (scope: Plan.Scope) layer =
        let go = writeNames shared scope

        match layer with
        | Atom atom -> Named(nameIn (scope.Numbered atom.Kind), layer)
        | Chain layers -> Layer.sequence (List.map go layers)
        | Beside layers -> Beside(List.map go layers)
        | Fork(join, layers) -> Fork(join, List.map go layers)
        | Named(name, Atom _) ->
            scope.Named name |> ignore
            layer
        | Named(name, Shared(token, layer)) -> go (Shared(token, Named(name, layer)))
        | Named(name, layer) -> Named(name, writeNames shared (Plan.Scope(scope.Named name)) layer)
        | Shared(token, layer) ->
            match shared.TryGetValue token with
            | true, written -> written
            | _ ->
                let written = Shared(token, go layer)
                shared[token] <- written
                written
        | Frozen(pattern, layer) -> Frozen(pattern, go layer)
        | Initialized(pattern, initializer, layer) -> Initialized(pattern, initializer, go layer)

    /// The same layer with the names that binding gives, written down; those that are taken are given to none.
    let nameBeside (taken: string seq) (layer: Layer) =
        writeNames (Dictionary HashIdentity.Reference) (Plan.Scope("", taken)) layer

    /// The same layer with the names that binding gives, written down.
    let named (layer: Layer) = nameBeside [] layer

    /// The name under which a layer stands in its scope, through what freezes, initializes or shares it.
    let rec private standsAs layer =
        match layer with
        | Named(name, _) -> Some name
        | Frozen(_, layer)
        | Initialized(_, _, layer)
        | Shared(_, layer) -> standsAs layer
        | Atom _
        | Chain _
        | Beside _
        | Fork _ -> None

    /// The names of one scope.
    let rec namesIn layer =
        match layer with
        | Named(name, _) -> [ name ]
        | Atom _ -> []
        | Chain layers
        | Beside layers
        | Fork(_, layers) -> List.collect namesIn layers
        | Frozen(_, layer)
        | Initialized(_, _, layer)
        | Shared(_, layer) -> namesIn layer

    /// Every path of a layer whose names are written down, groups before what is in them.
    let rec private paths prefix layer =
        match layer with
        | Named(name, layer) -> $"{prefix}{name}" :: paths $"{prefix}{name}." layer
        | Atom _ -> []
        | Chain layers
        | Beside layers
        | Fork(_, layers) -> List.collect (paths prefix) layers
        | Frozen(_, layer)
        | Initialized(_, _, layer)
        | Shared(_, layer) -> paths prefix layer

    let private missing operation path layer =
        let known = paths "" layer |> List.distinct |> String.concat ", "
        Errors.configuration "%s: there is no layer \"%s\"; there are: %s." operation path known

    /// Something else in the place of the layer at a path. edit: from the other names in its scope and the layer.
    let editAt operation (path: string) (edit: string list -> Layer -> Layer) (root: Layer) : Layer =
        let found = ref 0
        let shared = Dictionary<obj, Layer>(HashIdentity.Reference)

        let rec go names path layer =
            match path, standsAs layer with
            | [ wanted ], Some name when name = wanted ->
                found.Value <- found.Value + 1
                edit (List.filter ((<>) name) names) layer
            | _ ->
                match layer with
                | Atom _ -> layer
                | Chain layers -> Layer.sequence (List.map (go names path) layers)
                | Beside layers -> Beside(List.map (go names path) layers)
                | Fork(join, layers) -> Fork(join, List.map (go names path) layers)
                | Named(name, inner) ->
                    match path with
                    | first :: (_ :: _ as rest) when first = name -> Named(name, go (namesIn inner) rest inner)
                    | _ -> layer
                | Shared(token, inner) ->
                    match shared.TryGetValue token with
                    | true, edited -> edited
                    | _ ->
                        let edited = Shared(token, go names path inner)
                        shared[token] <- edited
                        edited
                | Frozen(pattern, inner) -> Frozen(pattern, go names path inner)
                | Initialized(pattern, initializer, inner) -> Initialized(pattern, initializer, go names path inner)

        let edited = go (namesIn root) (List.ofArray (path.Split '.')) root

        match found.Value with
        | 0 -> missing operation path root
        | 1 -> edited
        | _ ->
            Errors.configuration
                "%s: the shared layer \"%s\" stands in several places; this can be done where it stands in one."
                operation
                path

    /// What comes before the layer at a path, and the rest from it on.
    let splitAt operation (path: string) (root: Layer) : Layer * Layer =
        let refuse where =
            Errors.configuration
                "%s: the layer \"%s\" stands %s; split before or behind it as a whole."
                operation
                path
                where

        let contains names layer = List.contains (String.concat "." names) (paths "" layer)

        let rec go path layer : Layer * Layer =
            match path, standsAs layer with
            | [ wanted ], Some name when name = wanted -> Layer.identity, layer
            | _ ->
                match layer with
                | Chain layers ->
                    let place = layers |> List.findIndex (contains path)
                    let before, rest = go path layers[place]

                    Layer.sequence [ yield! List.take place layers; before ],
                    Layer.sequence [ rest; yield! List.skip (place + 1) layers ]
                | Named(name, inner) ->
                    match go path.Tail inner with
                    | Chain [], _ -> Layer.identity, layer
                    | before, rest -> Named(name, before), Named(name, rest)
                | Beside _
                | Fork _ -> refuse "in a branch"
                | Shared _ -> refuse "in a shared layer"
                | Frozen _
                | Initialized _ -> refuse "in a part that is frozen or initialized as a whole"
                | Atom _ -> missing operation (String.concat "." path) root

        let names = List.ofArray (path.Split '.')
        if contains names root then go names root else missing operation path root

    /// One after the other, where a split left the halves of a group on both sides: as one group again.
    let rec rejoin (first: Layer) (second: Layer) : Layer =
        let links layer =
            match layer with
            | Chain layers -> layers
            | Atom _
            | Beside _
            | Fork _
            | Named _
            | Shared _
            | Frozen _
            | Initialized _ -> [ layer ]

        match List.rev (links first), links second with
        | Named(a, inner) :: before, Named(b, rest) :: behind when a = b ->
            match inner, rest with
            // Two layers of one name, which is an error when they are bound.
            | Atom _, _
            | _, Atom _ -> first >=> second
            | _ -> Layer.sequence [ yield! List.rev before; Named(a, rejoin inner rest); yield! behind ]
        | _ -> first >=> second

    /// The layer of a network with its names written down, every atom one of its own, and what freezes or initializes only around atoms.
    /// Origins says where the values of each are.
    let ofNetwork (keepsFrozen: string -> bool) (network: Network) : Layer * Dictionary<Atom, Origin> =
        let plan = network.Plan
        let origins = Dictionary<Atom, Origin> HashIdentity.Reference
        let shared = Dictionary<obj, Layer>(HashIdentity.Reference)
        let atoms = Queue plan.Atoms

        let frozen (bound: BoundAtom) layer =
            let leaf i = $"{bound.Path}.{bound.Parameters[i].Name}"

            let leaves = [
                for i in 0 .. bound.Parameters.Length - 1 do
                    if plan.Frozen[bound.FirstParameter + i] && keepsFrozen (leaf i) && keepsFrozen bound.Path then
                        bound.Parameters[i].Name
            ]

            if leaves.Length = bound.Parameters.Length && bound.IsFrozen && keepsFrozen bound.Path then
                Frozen("*", layer)
            else
                leaves |> List.fold (fun layer name -> Frozen($"*.{name}", layer)) layer

        let initialized (bound: BoundAtom) layer =
            let own = bound.Atom.Parameters bound.Input

            List.zip own (List.ofArray bound.Parameters)
            |> List.filter (fun (own, used) -> not (obj.ReferenceEquals(own.Initializer, used.Initializer)))
            |> List.fold (fun layer (own, used) -> Initialized($"*.{own.Name}", used.Initializer, layer)) layer

        let rec go layer =
            match layer with
            | Named(name, Atom atom) ->
                let bound = atoms.Dequeue()
                let own = { atom with Kind = atom.Kind }
                origins.Add(own, { Atom = bound; Network = network })
                Named(name, Atom own) |> initialized bound |> frozen bound
            | Atom _ -> layer
            | Chain layers -> Layer.sequence (List.map go layers)
            | Beside layers -> Beside(List.map go layers)
            | Fork(join, layers) -> Fork(join, List.map go layers)
            | Named(name, layer) -> Named(name, go layer)
            | Shared(token, layer) ->
                match shared.TryGetValue token with
                | true, known -> known
                | _ ->
                    let known = Shared(token, go layer)
                    shared[token] <- known
                    known
            | Frozen(_, layer)
            | Initialized(_, _, layer) -> go layer

        go (named network.Layer), origins
