namespace FuncNet

open System.Collections.Generic

[<AutoOpen>]
module Surgery =

    let private inserted operation arrange path (layer: Layer) (root: Layer) =
        root
        |> Anatomy.editAt operation path (fun others old ->
            arrange old (Anatomy.nameBeside (Anatomy.namesIn old @ others) layer))

    let private before old added = added >=> old
    let private behind old added = old >=> added

    let private replaced operation path (layer: Layer) (root: Layer) =
        root |> Anatomy.editAt operation path (fun others _ -> Anatomy.nameBeside others layer)

    let private renamed operation path (name: string) (root: Layer) =
        let rec withName layer =
            match layer with
            | Named(_, inner) -> Layer.named name inner
            | Frozen(pattern, inner) -> Frozen(pattern, withName inner)
            | Initialized(pattern, initializer, inner) -> Initialized(pattern, initializer, withName inner)
            | Shared(token, inner) -> Shared(token, withName inner)
            | Atom _
            | Chain _
            | Beside _
            | Fork _ -> layer

        root
        |> Anatomy.editAt operation path (fun others old ->
            if List.contains name others then
                Errors.configuration "%s: \"%s\" cannot be called \"%s\"; another layer is." operation path name

            withName old)

    [<RequireQualifiedAccess>]
    module Layer =

        let replaceHead n (head: Layer) (f: Layer) = Layer.dropLast n f >=> head

        let insertBefore path layer (f: Layer) = inserted "Layer.insertBefore" before path layer (Anatomy.named f)

        let insertAfter path layer (f: Layer) = inserted "Layer.insertAfter" behind path layer (Anatomy.named f)
        let replace path layer (f: Layer) = replaced "Layer.replace" path layer (Anatomy.named f)
        let rename path name (f: Layer) = renamed "Layer.rename" path name (Anatomy.named f)
        let splitAt path (f: Layer) = Anatomy.splitAt "Layer.splitAt" path (Anatomy.named f)

    /// A network of a layer: values of atoms with an origin where they have the same name and shape there, and the others drawn.
    let private rebuild
        (key: Key)
        (dtype: DType)
        (input: Signal<Shape>)
        classNames
        (layer: Layer)
        (origins: Dictionary<Atom, Origin>)
        =
        let plan = Plan.bind layer input

        let origin (bound: BoundAtom) =
            match origins.TryGetValue bound.Atom with
            | true, origin -> Some origin
            | _ -> None

        let parameters = [|
            for bound in plan.Atoms do
                for i, spec in Array.indexed bound.Parameters do
                    let kept =
                        origin bound
                        |> Option.map (fun origin -> origin, origin.Atom.Parameters)
                        |> Option.filter (fun (_, old) ->
                            i < old.Length && old[i].Name = spec.Name && old[i].Shape = spec.Shape)

                    match kept with
                    | Some(origin, _) -> origin.Network.Parameters.Tensors[origin.Atom.FirstParameter + i]
                    | None ->
                        let key = Key.foldIn (bound.FirstParameter + i) key
                        Initializer.draw spec.Fans dtype spec.Shape key spec.Initializer
        |]

        let state = [|
            for bound in plan.Atoms do
                for i, spec in Array.indexed bound.States do
                    match origin bound with
                    | Some origin when i < origin.Atom.States.Length && origin.Atom.States[i] = spec ->
                        origin.Network.State.Tensors[origin.Atom.FirstState + i]
                    | _ -> Plan.initial dtype spec
        |]

        Network(
            layer,
            plan,
            dtype,
            Parameters(plan.Layout, parameters),
            Parameters(plan.StateLayout, state),
            Seq.toArray classNames
        )

    /// Nothing is drawn from it: every leaf has its old shape.
    let private noKey = Key.ofSeed 0UL

    let private operated key (classNames: string seq) (operation: Layer -> Layer) (network: Network) =
        let layer, origins = Anatomy.ofNetwork (fun _ -> true) network
        rebuild key network.DType network.InputShape classNames (operation layer) origins

    [<RequireQualifiedAccess>]
    module Network =

        let dropLast n (network: Network) = operated noKey [] (Layer.dropLast n) network

        let replaceHead key n (head: Layer) (network: Network) =
            let operation layer =
                let body = Layer.dropLast n layer
                body >=> Anatomy.nameBeside (Anatomy.namesIn body) head

            operated key [] operation network

        let insertBefore key path layer (network: Network) =
            operated key network.ClassNames (inserted "Network.insertBefore" before path layer) network

        let insertAfter key path layer (network: Network) =
            operated key network.ClassNames (inserted "Network.insertAfter" behind path layer) network

        let replace key path layer (network: Network) =
            operated key network.ClassNames (replaced "Network.replace" path layer) network

        let rename path name (network: Network) =
            operated noKey network.ClassNames (renamed "Network.rename" path name) network

        let splitAt path (network: Network) =
            let layer, origins = Anatomy.ofNetwork (fun _ -> true) network
            let first, second = Anatomy.splitAt "Network.splitAt" path layer
            let body = rebuild noKey network.DType network.InputShape [] first origins
            body, rebuild noKey network.DType body.OutputShape network.ClassNames second origins

        let join (first: Network) (second: Network) =
            if first.DType <> second.DType then
                Errors.dtype "Network.join: the first network is %O, the second %O." first.DType second.DType

            if first.OutputShape <> second.InputShape then
                Errors.shape
                    "Network.join: the first network gives %O, the second takes %O."
                    first.OutputShape
                    second.InputShape

            let body, origins = Anatomy.ofNetwork (fun _ -> true) first
            let head, others = Anatomy.ofNetwork (fun _ -> true) second

            for entry in others do
                origins.Add(entry.Key, entry.Value)

            let names = if second.ClassNames.Count > 0 then second.ClassNames else first.ClassNames
            let joined = rebuild noKey first.DType first.InputShape names (Anatomy.rejoin body head) origins

            for tree, other in [ joined.Parameters, second.Parameters; joined.State, second.State ] do
                for path, tensor in Parameters.toSeq other do
                    if tree[path] <> tensor then
                        Errors.configuration
                            "Network.join: \"%s\" is shared by both networks, and has come to differ between them."
                            path

            joined

        let freeze pattern (network: Network) = operated noKey network.ClassNames (Layer.freeze pattern) network

        let unfreeze pattern (network: Network) =
            // Binding finds out whether the pattern matches anything.
            let matches = Parameters.matching pattern
            Plan.bind (Layer.freeze pattern network.Layer) network.InputShape |> ignore
            let layer, origins = Anatomy.ofNetwork (matches >> not) network
            rebuild noKey network.DType network.InputShape network.ClassNames layer origins

        let frozen (network: Network) =
            List.ofArray network.Plan.Layout.Paths
            |> List.zip (List.ofArray network.Plan.Frozen)
            |> List.filter fst
            |> List.map snd

        let withValuesOf (source: Network) (network: Network) =
            let filled (known: Parameters) (tree: Parameters) =
                tree
                |> Parameters.mapPaths (fun path old ->
                    if known.Contains path && known[path].Spec = old.Spec then known[path] else old)

            network.With(filled source.Parameters network.Parameters, filled source.State network.State)

        let changes (before: Network) (after: Network) = NetworkChanges.between before after
