namespace FuncNet

[<Sealed>]
type Regularizer internal (name: string, terms: (((string -> bool -> bool) * (Parameters -> Tensor)) list)) =

    member _.Name = name

    /// Predicates of path and decay, each with the cost of the parameters that satisfy it.
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

    let private ofWeights name cost = Regularizer(name, [ (fun _ decays -> decays), total cost ])

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
        Regularizer(regularizer.Name, [ for _, cost in regularizer.Terms -> (fun path _ -> includes path), cost ])

    let custom name (cost: Parameters -> Tensor) = Regularizer(name, [ (fun _ _ -> true), cost ])

    let value (regularizer: Regularizer) (weights: Parameters) =
        let seen sees =
            let isSeen = Array.map2 sees weights.Layout.Paths weights.Layout.Decays
            let chosen = Set.ofSeq (Seq.zip weights.Layout.Paths isSeen |> Seq.filter snd |> Seq.map fst)
            Parameters.filter chosen.Contains weights

        let cost (sees, cost: Parameters -> Tensor) =
            let value = cost (seen sees)

            if value.Rank <> 0 then
                Errors.shape "The regularizer %s must give a scalar; it gave %O." regularizer.Name value.Shape

            value

        match List.map cost regularizer.Terms with
        | [] -> Tensor.scalar 0.0
        | costs -> costs |> List.map (Tensor.cast costs.Head.DType) |> List.reduce (+)

    let internal addTo (mean: Tensor) (regularizer: Regularizer) (weights: Parameters) =
        if regularizer.Terms.IsEmpty then
            mean
        else
            mean + Tensor.cast mean.DType (value regularizer weights)

    let risk (loss: Loss) (regularizer: Regularizer) weights prediction target =
        addTo (Loss.value loss prediction target) regularizer weights
