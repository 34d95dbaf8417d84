namespace FuncNet

[<AutoOpen>]
module AdamTransforms =

    [<RequireQualifiedAccess>]
    module Optimizer =

        let private settings operation beta1 beta2 epsilon =
            struct (Argument.decayRate operation "beta1" beta1,
                    Argument.decayRate operation "beta2" beta2,
                    Argument.nonNegative operation "epsilon" epsilon)

        /// t, from 1 on: float64 scalar.
        let private count (moment: Moment) = Tensor.cast DType.Float64 moment.Step + 1.0

        let private power (β: float) (t: Tensor) = Tensor.number DType.Float64 β ** t

        /// What corrects a mean of t values that began with 0: a number, so that no element is divided.
        let private correction β t = 1.0 / (1.0 - power β t)

        let scaleByAmsgrad (beta1: float) (beta2: float) (epsilon: float) =
            let struct (β1, β2, ε) = settings "Optimizer.scaleByAmsgrad" beta1 beta2 epsilon

            Optimizer.keeping "amsgrad" [ "mean"; "square"; "largest" ] (fun moment u kept ->
                let t = count moment
                let m = β1 * kept[0] + (1.0 - β1) * u
                let v = β2 * kept[1] + (1.0 - β2) * (u * u)
                let w = Parameters.map2 Tensor.maximum kept[2] v
                let m̂ = correction β1 t * m
                let ŵ = correction β2 t * w
                struct (m̂ / (sqrt ŵ + ε), [| m; v; w |]))

        let scaleByAdamax (beta1: float) (beta2: float) (epsilon: float) =
            let struct (β1, β2, ε) = settings "Optimizer.scaleByAdamax" beta1 beta2 epsilon
            let ε = Argument.positive "Optimizer.scaleByAdamax" "epsilon" ε

            Optimizer.keeping "adamax" [ "mean"; "largest" ] (fun moment u kept ->
                let m = β1 * kept[0] + (1.0 - β1) * u
                let n = Parameters.map2 Tensor.maximum (β2 * kept[1]) (abs u + ε)
                let m̂ = correction β1 (count moment) * m
                struct (m̂ / n, [| m; n |]))

        let scaleByNAdam (beta1: float) (beta2: float) (epsilon: float) (momentumDecay: float) =
            let struct (β1, β2, ε) = settings "Optimizer.scaleByNAdam" beta1 beta2 epsilon
            let ψ = Argument.nonNegative "Optimizer.scaleByNAdam" "momentumDecay" momentumDecay

            let init x = [|
                Parameters.zero x
                Parameters.zero x
                Parameters.ofSeq [ "product", Tensor.number DType.Float64 1.0 ]
            |]

            Optimizer.keepingFrom "nadam" [ "mean"; "square"; "momentum" ] init (fun moment u kept _ ->
                let t = count moment
                let μ (t: Tensor) = β1 * (1.0 - 0.5 * power 0.96 (ψ * t))
                let μₜ, next = μ t, μ (t + 1.0)
                let Π = kept[2].Tensors[0] * μₜ
                let m = β1 * kept[0] + (1.0 - β1) * u
                let v = β2 * kept[1] + (1.0 - β2) * (u * u)
                let v̂ = correction β2 t * v
                let ahead = (next / (1.0 - Π * next)) * m + ((1.0 - μₜ) / (1.0 - Π)) * u
                struct (ahead / (sqrt v̂ + ε), [| m; v; Parameters(kept[2].Layout, [| Π |]) |]))

        let scaleByRAdam (beta1: float) (beta2: float) (epsilon: float) =
            let struct (β1, β2, ε) = settings "Optimizer.scaleByRAdam" beta1 beta2 epsilon
            let limit = 2.0 / (1.0 - β2) - 1.0

            Optimizer.keeping "radam" [ "mean"; "square" ] (fun moment u kept ->
                let t = count moment
                let m = β1 * kept[0] + (1.0 - β1) * u
                let v = β2 * kept[1] + (1.0 - β2) * (u * u)
                let m̂ = correction β1 t * m

                // ρ stays under its limit.
                if limit <= 5.0 then
                    struct (m̂, [| m; v |])
                else
                    let ρ = limit - 2.0 * t * power β2 t / (1.0 - power β2 t)
                    let known = Tensor.greater ρ (Tensor.number DType.Float64 5.0)
                    // Where the roots are not taken, neither they nor their derivatives may be NaN.
                    let ρ' = Tensor.maximum ρ (Tensor.number DType.Float64 5.0)
                    let v' = v |> Parameters.map (fun v -> Tensor.where known v (Tensor.number v.DType 1.0))
                    let r = sqrt ((ρ' - 4.0) * (ρ' - 2.0) * limit / ((limit - 4.0) * (limit - 2.0) * ρ'))
                    let rectified = (r * sqrt (1.0 - power β2 t)) * m̂ / (sqrt v' + ε)
                    struct (Parameters.map2 (Tensor.where known) rectified m̂, [| m; v |]))

        let scaleByLion (beta1: float) (beta2: float) =
            let struct (β1, β2, _) = settings "Optimizer.scaleByLion" beta1 beta2 0.0

            Optimizer.keeping "lion" [ "mean" ] (fun _ u kept ->
                let c = β1 * kept[0] + (1.0 - β1) * u
                let m = β2 * kept[0] + (1.0 - β2) * u
                struct (Parameters.map Tensor.sign c, [| m |]))

        let scaleByTrustRatio =
            let scaled (u: Tensor) (x: Tensor) =
                let zero, one = Tensor.number u.DType 0.0, Tensor.number u.DType 1.0
                let xx, uu = sum (x * x), sum (u * u)
                let both = Tensor.logicalAnd (Tensor.greater xx zero) (Tensor.greater uu zero)
                // Neither this nor its derivative divides by 0 where the ratio is not taken.
                let ratio = sqrt (Tensor.where both xx one) / sqrt (Tensor.where both uu one)
                ratio * u

            Optimizer.stateless "trustRatio" (fun _ u x -> Parameters.map2 scaled u x)
