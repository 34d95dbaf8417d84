namespace FuncNet

/// What a term sees: parameters, by path and decay, or the results of layers, by the path of the layer.
type internal Sight =
    | Weights of (string -> bool -> bool)
    | Activity of (string -> bool)

[<Sealed>]
type Regularizer internal (name: string, terms: (Sight * (Parameters -> Tensor)) list) =

    member _.Name = name

    /// The cost of what each term sees.
    member internal _.Terms = terms

    static member (+)(a: Regularizer, b: Regularizer) = Regularizer($"{a.Name} + {b.Name}", a.Terms @ b.Terms)
    override _.ToString() = name

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Regularizer =

    let none = Regularizer("none", [])

    let private total (cost: Tensor -> Tensor) (weights: Parameters) =
        match weights.Tensors with
        | [||] -> Tensor.scalar 0.0
        | tensors -> tensors |> Array.map cost |> Array.reduce (+)

    let private ofWeights name cost = Regularizer(name, [ Weights(fun _ decays -> decays), total cost ])

    let l1 (lambda: float) =
        let λ = Argument.nonNegative "Regularizer.l1" "lambda" lambda
        ofWeights $"l1 {λ}" (fun w -> λ * sum (abs w))

    let l2 (lambda: float) =
        let λ = Argument.nonNegative "Regularizer.l2" "lambda" lambda
        ofWeights $"l2 {λ}" (fun w -> λ / 2.0 * sum (Tensor.square w))

    let elasticNet (ratio: float) (lambda: float) =
        let r = Argument.share "Regularizer.elasticNet" "ratio" ratio
        let λ = Argument.nonNegative "Regularizer.elasticNet" "lambda" lambda
        ofWeights $"elasticNet {r} {λ}" (fun w -> λ * sum (r * abs w + (1.0 - r) / 2.0 * Tensor.square w))

    let on (includes: string -> bool) (regularizer: Regularizer) =
        Regularizer(
            regularizer.Name,
            [ for _, cost in regularizer.Terms -> Weights(fun path _ -> includes path), cost ]
        )

    let onActivity (includes: string -> bool) (regularizer: Regularizer) =
        Regularizer($"{regularizer.Name} of activity", [ for _, cost in regularizer.Terms -> Activity includes, cost ])

    let custom name (cost: Parameters -> Tensor) = Regularizer(name, [ Weights(fun _ _ -> true), cost ])

    let private scalar (regularizer: Regularizer) (cost: Parameters -> Tensor) tree =
        let value = cost tree

        if value.Rank <> 0 then
            Errors.shape "The regularizer %s must give a scalar; it gave %O." regularizer.Name value.Shape

        value

    let private sumOf (costs: Tensor list) =
        match costs with
        | [] -> Tensor.scalar 0.0
        | first :: _ -> costs |> List.map (Tensor.cast first.DType) |> List.reduce (+)

    let value (regularizer: Regularizer) (weights: Parameters) =
        let seen sees =
            let isSeen = Array.map2 sees weights.Layout.Paths weights.Layout.Decays
            let chosen = Set.ofSeq (Seq.zip weights.Layout.Paths isSeen |> Seq.filter snd |> Seq.map fst)
            Parameters.filter chosen.Contains weights

        sumOf [
            for sight, cost in regularizer.Terms do
                match sight with
                | Weights sees -> scalar regularizer cost (seen sees)
                | Activity _ -> ()
        ]

    let internal seesActivity (regularizer: Regularizer) =
        regularizer.Terms
        |> List.exists (fun (sight, _) ->
            match sight with
            | Activity _ -> true
            | Weights _ -> false)

    /// Σ R(y) / n over the results that each term sees.
    let private ofActivity (regularizer: Regularizer) (results: (string * Tensor) seq) (samples: int) =
        sumOf [
            for sight, cost in regularizer.Terms do
                match sight with
                | Weights _ -> ()
                | Activity includes ->
                    let seen = results |> Seq.filter (fst >> includes) |> Seq.toList

                    if seen.IsEmpty then
                        Errors.configuration
                            "The regularizer %s sees no layer; the layers are: %s."
                            regularizer.Name
                            (results |> Seq.map fst |> String.concat ", ")

                    for path, y in seen do
                        scalar regularizer cost (Parameters.ofSeq [ path, y ]) / float samples
        ]

    let internal addTo (mean: Tensor) (regularizer: Regularizer) (weights: Parameters) results samples =
        if regularizer.Terms.IsEmpty then
            mean
        else
            let risk = mean + Tensor.cast mean.DType (value regularizer weights)

            if seesActivity regularizer then
                risk + Tensor.cast mean.DType (ofActivity regularizer results samples)
            else
                risk

    let risk (loss: Loss) (regularizer: Regularizer) weights prediction target =
        if seesActivity regularizer then
            Errors.configuration
                "Regularizer.risk: %s sees the results of layers, which only training has."
                regularizer.Name

        addTo (Loss.value loss prediction target) regularizer weights [] 1
