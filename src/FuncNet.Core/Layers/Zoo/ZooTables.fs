namespace FuncNet

type DeepCrossingOptions = { Embedding: int; Numbers: int; Hidden: int; Units: int }

[<AutoOpen>]
module ZooTables =

    [<RequireQualifiedAccess>]
    module DeepCrossing =

        let defaults = { Embedding = 8; Numbers = 0; Hidden = 64; Units = 2 }

    let private factorInitializer = Initializer.normal 0.0 0.1

    let private countsOf model (counts: int seq) =
        match ZooParts.sizes model "the number of categories of a field" counts with
        | [] -> Errors.configuration "Zoo.%s: at least one field is needed." model
        | counts -> counts

    let private features (x: Shape) =
        if x.Rank <> 1 || x.Size = 0 then
            Errors.shape "FactorizationMachine: a sample must be a vector of features; its shape is %O." x

        x.Size

    /// ½ Σ_f (s_f² − q_f), from s = Σᵢ vᵢxᵢ and q = Σᵢ vᵢ²xᵢ²: [batch; k] to [batch; 1].
    let private pairs (s: Tensor) (q: Tensor) = 0.5 * Tensor.expandAxis 1 (Tensor.sumOver [ 1 ] (Tensor.square s - q))

    let private requireFields kind (counts: int list) (x: Shape) =
        if x <> Shape counts.Length then
            Errors.shape
                "%s: a sample is an index for each of the %d fields, (%d); its shape is %O."
                kind
                counts.Length
                counts.Length
                x

    /// A layer on indices of fields, with parameters of each field.
    let private overFields kind hyperparameters counts parameters (size: int) apply =
        Layer.ofAtom {
            Kind = kind
            Hyperparameters = ("counts", Setting.wholes counts) :: hyperparameters
            Parameters = fun _ -> parameters
            State = fun _ -> []
            OutputShape =
                fun input ->
                    requireFields kind counts (Signal.shape kind input)
                    Signal.One(Shape size)
            Apply =
                fun _ (own: Parameters) state input ->
                    let x = Signal.tensor kind input

                    if x.DType <> DType.Int32 then
                        Errors.dtype "%s: indices must be int32; the input is %O. Cast it to int32." kind x.DType

                    Signal.One(apply own x), state
        }

    /// The rows of a table of each field, "name1", "name2", …, at the indices [batch; fields]: [batch; size] for each field.
    let private rows (name: string) (fields: int) (own: Parameters) (x: Tensor) = [
        for field in 0 .. fields - 1 ->
            let indices = Tensor.reshape [ x.Shape[0] ] (Tensor.narrow 1 field 1 x)
            Tensor.gather 0 indices own[$"{name}{field + 1}"]
    ]

    /// The declarations of such tables.
    let private tables name (counts: int list) size initializer =
        counts
        |> List.mapi (fun field count -> ParameterSpec.create $"{name}{field + 1}" (Shape(count, size)) initializer)

    let private bias = ParameterSpec.create "bias" (Shape 1) Initializer.zeros

    [<RequireQualifiedAccess>]
    module Zoo =

        let factorizationMachine (factors: int) =
            let k = Argument.atLeast 1 "Zoo.factorizationMachine" "the number of factors" factors

            Atoms.learned
                "FactorizationMachine"
                [ "factors", Setting.Whole k ]
                (fun x -> [
                    bias
                    ParameterSpec.create "weights" (Shape(features x, 1)) Initializer.zeros
                    ParameterSpec.create "factors" (Shape(features x, k)) factorInitializer
                ])
                (fun x ->
                    features x |> ignore
                    Shape 1)
                (fun own x ->
                    let v = own["factors"]

                    own["bias"]
                    + Tensor.matmul x own["weights"]
                    + pairs (Tensor.matmul x v) (Tensor.matmul (Tensor.square x) (Tensor.square v)))

        let factorizationMachineOf (counts: int seq) (factors: int) =
            let counts = countsOf "factorizationMachineOf" counts
            let k = Argument.atLeast 1 "Zoo.factorizationMachineOf" "the number of factors" factors

            let parameters = [
                bias
                yield! tables "weights" counts 1 Initializer.zeros
                yield! tables "factors" counts k factorInitializer
            ]

            overFields "IndexedFactorizationMachine" [ "factors", Setting.Whole k ] counts parameters 1 (fun own x ->
                let v = rows "factors" counts.Length own x
                let w = rows "weights" counts.Length own x

                own["bias"]
                + List.reduce (+) w
                + pairs (List.reduce (+) v) (v |> List.map Tensor.square |> List.reduce (+)))

        let fieldEmbedding (counts: int seq) (size: int) =
            let counts = countsOf "fieldEmbedding" counts
            let size = Argument.atLeast 1 "Zoo.fieldEmbedding" "the size of a vector" size
            let parameters = tables "table" counts size (Initializer.normal 0.0 0.05)

            overFields
                "FieldEmbedding"
                [ "size", Setting.Whole size ]
                counts
                parameters
                (counts.Length * size)
                (fun own x -> Tensor.concatenate 1 (rows "table" counts.Length own x))

        let numbersBeside (count: int) =
            let count = Argument.atLeast 1 "Zoo.numbersBeside" "the number of numbers" count

            Atoms.plain "Numbers" [ "count", Setting.Whole count ] id (fun _ x -> x)
            |> ZooParts.takingSamples "Numbers" (Shape count)

        let deepCrossingWith (options: DeepCrossingOptions) (counts: int seq) (outputs: int) =
            let atLeast least what value = Argument.atLeast least "Zoo.deepCrossing" what value
            let counts = countsOf "deepCrossing" counts
            let numbers = atLeast 0 "the number of numbers" options.Numbers
            let hidden = atLeast 1 "the hidden width" options.Hidden
            let units = atLeast 0 "the number of residual units" options.Units
            let outputs = atLeast 1 "the number of results" outputs
            let size = atLeast 1 "the size of a vector" options.Embedding

            let embeddings = Layer.named "embedding" (fieldEmbedding counts size) >=> Layer.relu
            let width = counts.Length * size + numbers

            let stacked =
                if numbers = 0 then
                    embeddings
                else
                    Layer.beside embeddings (Layer.named "numbers" (numbersBeside numbers))
                    >=> Layer.join Join.Concatenate

            let unit place =
                Layer.residual (ZooParts.heDense hidden >=> Layer.relu >=> Layer.dense width) >=> Layer.relu
                |> Layer.named $"unit{place}"

            stacked
            >=> Layer.sequence [ for place in 1..units -> unit place ]
            >=> Layer.named "score" (Layer.dense outputs)

        let deepCrossing (counts: int seq) (outputs: int) = deepCrossingWith DeepCrossing.defaults counts outputs
