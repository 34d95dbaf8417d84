namespace FuncNet

open System.Collections.Generic

/// An atom at its place in a network: with its path, its shapes, and where its leaves stand.
[<NoEquality; NoComparison>]
type internal BoundAtom = {
    Atom: Atom
    Path: string
    /// The place in the flattened network, from which the layer's random numbers come.
    Index: int
    Input: Signal<Shape>
    Output: Signal<Shape>
    FirstParameter: int
    Parameters: ParameterSpec[]
    ParameterLayout: Layout
    FirstState: int
    States: StateSpec[]
    StateLayout: Layout
    /// True when nothing in it is left to learn: it runs in inference mode.
    IsFrozen: bool
}

[<NoEquality; NoComparison>]
type internal BoundLayer =
    | BoundAtom of BoundAtom
    | BoundChain of BoundLayer list
    | BoundBeside of BoundLayer list
    | BoundFork of Join * BoundLayer list

/// A layer with its input shape known: every path, shape and leaf is decided, and nothing is drawn yet.
[<NoEquality; NoComparison>]
type internal Plan = {
    Root: BoundLayer
    Input: Signal<Shape>
    Output: Signal<Shape>
    /// The atoms in the order of the flattened network; a shared one once.
    Atoms: BoundAtom[]
    Layout: Layout
    StateLayout: Layout
    /// For each leaf: whether training leaves it alone.
    Frozen: bool[]
}

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module internal Plan =

    /// Runs a layer's own code, so that an error says which layer it was.
    let private within path (action: unit -> 'T) =
        try
            action ()
        with :? LayerException as error when error.LayerPath = "" ->
            raise (error.In path)

    /// The rules that hold where a layer stands: patterns that freeze, and initializers by pattern.
    type private Rules = { Freezing: string list; Initializing: (string * Initializer) list }

    let private isFrozen rules path leaf =
        rules.Freezing
        |> List.exists (fun pattern -> Parameters.matching pattern leaf || Parameters.matching pattern path)

    let private initializer rules (leaf: string) (spec: ParameterSpec) =
        rules.Initializing
        |> List.tryFind (fun (pattern, _) -> Parameters.matching pattern leaf)
        |> Option.map snd
        |> Option.defaultValue spec.Initializer

    /// Names in one scope: a kind and a number for layers without a name, in the order in which they come.
    type Scope(prefix: string, taken: string seq) =
        let used = HashSet<string> taken
        let counts = Dictionary<string, int>()

        let path name = if prefix = "" then name else $"{prefix}.{name}"

        new(prefix) = Scope(prefix, [])

        member _.Named(name: string) =
            if not (used.Add name) then
                Errors.configuration
                    "The name \"%s\" is given to two layers; names must differ within a network."
                    (path name)

            path name

        member scope.Numbered(kind: string) =
            let stem = kind.ToLowerInvariant()

            let number =
                match counts.TryGetValue stem with
                | true, n -> n + 1
                | _ -> 1

            counts[stem] <- number
            let name = $"{stem}{number}"
            if used.Add name then path name else scope.Numbered kind

    /// Decides paths, shapes and leaves, from the shape of the input.
    let bind (layer: Layer) (input: Signal<Shape>) : Plan =
        let atoms = ResizeArray<BoundAtom>()
        let frozen = ResizeArray<bool>()

        let shared =
            Dictionary<obj, struct (BoundLayer * Signal<Shape> * Signal<Shape>)>(HashIdentity.Reference)

        let patterns = HashSet<string>()
        let matched = HashSet<string>()
        let mutable states = 0

        let bindAtom rules path (atom: Atom) input =
            let output, specs, stateSpecs =
                within path (fun () ->
                    atom.OutputShape input, List.toArray (atom.Parameters input), List.toArray (atom.State input))

            let leaf (spec: ParameterSpec) = $"{path}.{spec.Name}"
            let freezes = specs |> Array.map (fun spec -> isFrozen rules path (leaf spec))

            for pattern in List.append rules.Freezing (List.map fst rules.Initializing) do
                if Parameters.matching pattern path || specs |> Array.exists (leaf >> Parameters.matching pattern) then
                    matched.Add pattern |> ignore

            let bound = {
                Atom = atom
                Path = path
                Index = atoms.Count
                Input = input
                Output = output
                FirstParameter = frozen.Count
                Parameters =
                    specs |> Array.map (fun spec -> { spec with Initializer = initializer rules (leaf spec) spec })
                ParameterLayout = Layout(specs |> Array.map _.Name, specs |> Array.map _.Decays)
                FirstState = states
                States = stateSpecs
                StateLayout = Layout(stateSpecs |> Array.map _.Name, stateSpecs |> Array.map (fun _ -> false))
                IsFrozen =
                    if specs.Length > 0 then
                        Array.forall id freezes
                    else
                        rules.Freezing |> List.exists (fun pattern -> Parameters.matching pattern path)
            }

            atoms.Add bound
            frozen.AddRange freezes
            states <- states + stateSpecs.Length
            BoundAtom bound, output

        let rec go rules (scope: Scope) layer input : BoundLayer * Signal<Shape> =
            match layer with
            | Atom atom -> bindAtom rules (scope.Numbered atom.Kind) atom input
            | Chain layers ->
                let bound, output = List.mapFold (fun input layer -> go rules scope layer input) input layers
                BoundChain bound, output
            | Beside layers ->
                match input with
                | Signal.Many parts when parts.Length = layers.Length ->
                    let bound, outputs = List.map2 (go rules scope) layers (List.ofArray parts) |> List.unzip
                    BoundBeside bound, Signal.Many(List.toArray outputs)
                | Signal.Many parts ->
                    Errors.shape
                        "beside: %d layers stand side by side; the input has %d parts."
                        layers.Length
                        parts.Length
                | Signal.One shape ->
                    Errors.shape "beside: %d layers stand side by side; the input is one tensor %O." layers.Length shape
            | Fork(join, layers) ->
                let bound, outputs = layers |> List.map (fun layer -> go rules scope layer input) |> List.unzip
                BoundFork(join, bound), Join.outputShape join outputs
            | Named(name, Atom atom) -> bindAtom rules (scope.Named name) atom input
            | Named(name, Shared(token, layer)) -> go rules scope (Shared(token, Named(name, layer))) input
            | Named(name, layer) -> go rules (Scope(scope.Named name)) layer input
            | Shared(token, layer) ->
                match shared.TryGetValue token with
                | true, struct (bound, first, output) ->
                    if first <> input then
                        Errors.shape "A shared layer was first used with the input %O, and now with %O." first input

                    bound, output
                | _ ->
                    let bound, output = go rules scope layer input
                    shared[token] <- struct (bound, input, output)
                    bound, output
            | Frozen(pattern, layer) ->
                patterns.Add pattern |> ignore
                go { rules with Freezing = pattern :: rules.Freezing } scope layer input
            | Initialized(pattern, initializer, layer) ->
                patterns.Add pattern |> ignore
                go { rules with Initializing = (pattern, initializer) :: rules.Initializing } scope layer input

        let root, output = go { Freezing = []; Initializing = [] } (Scope "") layer input
        let atoms = atoms.ToArray()

        for pattern in patterns do
            if not (matched.Contains pattern) then
                let known = atoms |> Seq.map _.Path |> String.concat ", "

                Errors.configuration
                    "The pattern \"%s\" matches no layer and no parameter; the layers are: %s."
                    pattern
                    known

        let leaves =
            atoms
            |> Array.collect (fun atom ->
                atom.Parameters |> Array.map (fun spec -> $"{atom.Path}.{spec.Name}", spec.Decays))

        {
            Root = root
            Input = input
            Output = output
            Atoms = atoms
            Layout = Layout(Array.map fst leaves, Array.map snd leaves).Checked()
            StateLayout =
                let paths =
                    atoms
                    |> Array.collect (fun atom -> atom.States |> Array.map (fun spec -> $"{atom.Path}.{spec.Name}"))

                Layout(paths, paths |> Array.map (fun _ -> false)).Checked()
            Frozen = frozen.ToArray()
        }

    /// The leaves that training changes, and a function that puts them back among the frozen ones.
    let trainable (plan: Plan) (parameters: Parameters) =
        if not (Array.contains true plan.Frozen) then
            parameters, id
        else
            let places = [|
                for i in 0 .. plan.Frozen.Length - 1 do
                    if not plan.Frozen[i] then
                        i
            |]

            let pick (items: 'T[]) = places |> Array.map (fun i -> items[i])
            let layout = Layout(pick plan.Layout.Paths, pick plan.Layout.Decays)

            let putBack (changed: Parameters) =
                let all = Array.copy parameters.Tensors
                places |> Array.iteri (fun k i -> all[i] <- changed.Tensors[k])
                Parameters(plan.Layout, all)

            Parameters(layout, pick parameters.Tensors), putBack

    /// Initial values. A leaf's numbers come from the key and its place among the leaves: never from names or brackets.
    let draw dtype (key: Key) (plan: Plan) : Parameters =
        let specs = plan.Atoms |> Array.collect _.Parameters

        let value i (spec: ParameterSpec) =
            Initializer.draw spec.Fans dtype spec.Shape (Key.foldIn i key) spec.Initializer

        Parameters(plan.Layout, Array.mapi value specs)

    /// What a layer keeps, before training.
    let initial dtype (spec: StateSpec) = spec.Initial |> Tensor.cast dtype |> Tensor.broadcastTo spec.Shape

    /// The state before training.
    let initialState dtype (plan: Plan) : Parameters =
        Parameters(plan.StateLayout, plan.Atoms |> Array.collect _.States |> Array.map (initial dtype))

    /// What becomes of a signal on its way through a network: `atom` says what an atom makes of it, and `join` what becomes
    /// of the results of a fork.
    let flow
        (atom: BoundAtom -> Signal<'T> -> Signal<'T>)
        (join: Join -> Signal<'T> list -> Signal<'T>)
        (plan: Plan)
        (input: Signal<'T>)
        : Signal<'T> =
        let rec go layer input =
            match layer with
            | BoundAtom bound -> atom bound input
            | BoundChain layers -> List.fold (fun input layer -> go layer input) input layers
            | BoundBeside layers ->
                match input with
                | Signal.Many parts when parts.Length = layers.Length ->
                    Signal.Many(List.map2 go layers (List.ofArray parts) |> List.toArray)
                | other -> Errors.shape "beside: %d layers stand side by side; the input is %O." layers.Length other
            | BoundFork(joined, layers) -> layers |> List.map (fun layer -> go layer input) |> join joined

        go plan.Root input

    /// The result of an atom. Its new state is written into the given states of the network.
    let applyAtom (context: Context) (parameters: Parameters) (states: Tensor[]) (bound: BoundAtom) input =
        let own =
            Parameters(
                bound.ParameterLayout,
                parameters.Tensors[bound.FirstParameter .. bound.FirstParameter + bound.Parameters.Length - 1]
            )

        let kept =
            Parameters(bound.StateLayout, states[bound.FirstState .. bound.FirstState + bound.States.Length - 1])

        let context = {
            Training = context.Training && not bound.IsFrozen
            Key = if context.Training then Key.foldIn bound.Index context.Key else context.Key
        }

        let output, next = within bound.Path (fun () -> bound.Atom.Apply context own kept input)
        Array.blit next.Tensors 0 states bound.FirstState bound.States.Length
        output

    /// The result of a network, and its new state. `tap` is shown what each atom reads and gives, and says what goes
    /// on in its place.
    let applyTapped
        (tap: BoundAtom -> Signal<Tensor> -> Signal<Tensor> -> Signal<Tensor>)
        (plan: Plan)
        (context: Context)
        (parameters: Parameters)
        (state: Parameters)
        (input: Signal<Tensor>)
        =
        let states = Array.copy state.Tensors
        let atom bound input = tap bound input (applyAtom context parameters states bound input)
        let output = flow atom Join.apply plan input
        output, (if state.Count = 0 then state else Parameters(plan.StateLayout, states))

    /// The result of a network, and its new state.
    let apply plan context parameters state input =
        applyTapped (fun _ _ output -> output) plan context parameters state input
