namespace FuncNet

type StateSpec = { Name: string; Shape: Shape; Initial: Tensor }

type Context = { Training: bool; Key: Key }

[<NoEquality; NoComparison>]
type Atom = {
    Kind: string
    Hyperparameters: (string * Setting) list
    Parameters: Signal<Shape> -> ParameterSpec list
    State: Signal<Shape> -> StateSpec list
    OutputShape: Signal<Shape> -> Signal<Shape>
    Apply: Context -> Parameters -> Parameters -> Signal<Tensor> -> Signal<Tensor> * Parameters
}

[<RequireQualifiedAccess>]
type Join =
    | Add
    | Multiply
    | Average
    | Maximum
    | Concatenate
    | Tuple

    override join.ToString() =
        match join with
        | Add -> "Add"
        | Multiply -> "Multiply"
        | Average -> "Average"
        | Maximum -> "Maximum"
        | Concatenate -> "Concatenate"
        | Tuple -> "Tuple"

[<NoEquality; NoComparison>]
type Layer =
    internal
    | Atom of Atom
    | Chain of Layer list
    | Beside of Layer list
    | Fork of Join * Layer list
    | Named of string * Layer
    | Shared of token: obj * Layer
    | Frozen of pattern: string * Layer
    | Initialized of pattern: string * Initializer * Layer

[<AutoOpen>]
module LayerAlgebra =

    let private links layer =
        match layer with
        | Chain layers -> layers
        | Atom _
        | Beside _
        | Fork _
        | Named _
        | Shared _
        | Frozen _
        | Initialized _ -> [ layer ]

    let private chain layers =
        match List.collect links layers with
        | [ layer ] -> layer
        | layers -> Chain layers

    let (>=>) (f: Layer) (g: Layer) = chain [ f; g ]

    [<RequireQualifiedAccess>]
    module Layer =

        let identity = Chain []
        let sequence (layers: Layer seq) = chain (List.ofSeq layers)
        let ofAtom (atom: Atom) = Atom atom
        let beside (f: Layer) (g: Layer) = Beside [ f; g ]
        let besideMany (layers: Layer seq) = Beside(List.ofSeq layers)

        let fork (join: Join) (layers: Layer seq) =
            match List.ofSeq layers with
            | [] -> Errors.configuration "Layer.fork: at least one layer is needed."
            | layers -> Fork(join, layers)

        let residual (f: Layer) = fork Join.Add [ identity; f ]

        let repeat n (f: Layer) =
            if n < 0 then
                Errors.configuration "Layer.repeat: the number of copies must be at least 0; it is %d." n

            sequence (List.replicate n f)

        let named (name: string) (f: Layer) =
            if name = "" || name.Contains '.' then
                Errors.configuration "Layer.named: a name is not empty and has no dot; it is \"%s\"." name

            Named(name, f)

        let shared (f: Layer) = Shared(obj (), f)
        let freeze (pattern: string) (f: Layer) = Frozen(pattern, f)
        let initialize (pattern: string) (initializer: Initializer) (f: Layer) = Initialized(pattern, initializer, f)

        let rec internal mapAtoms f layer =
            match layer with
            | Atom atom -> Atom(f atom)
            | Chain layers -> Chain(List.map (mapAtoms f) layers)
            | Beside layers -> Beside(List.map (mapAtoms f) layers)
            | Fork(join, layers) -> Fork(join, List.map (mapAtoms f) layers)
            | Named(name, layer) -> Named(name, mapAtoms f layer)
            | Shared(token, layer) -> Shared(token, mapAtoms f layer)
            | Frozen(pattern, layer) -> Frozen(pattern, mapAtoms f layer)
            | Initialized(pattern, initializer, layer) -> Initialized(pattern, initializer, mapAtoms f layer)

        let rec dropLast n (f: Layer) =
            match f with
            | Frozen(pattern, f) -> Frozen(pattern, dropLast n f)
            | Initialized(pattern, initializer, f) -> Initialized(pattern, initializer, dropLast n f)
            | Named(name, (Chain _ as f)) -> Named(name, dropLast n f)
            | Atom _
            | Chain _
            | Beside _
            | Fork _
            | Named _
            | Shared _ ->
                let layers = links f

                if n < 0 || n > layers.Length then
                    Errors.configuration
                        "Layer.dropLast: the network has %d layers in its chain; %d were to be dropped."
                        layers.Length
                        n

                chain (List.take (layers.Length - n) layers)
