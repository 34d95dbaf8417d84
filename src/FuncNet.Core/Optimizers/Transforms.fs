namespace FuncNet

open System.Runtime.CompilerServices

[<AutoOpen>]
module OptimizerTransforms =

    [<RequireQualifiedAccess>]
    module Optimizer =

        let momentum (rho: float) =
            let ρ = Argument.decayRate "Optimizer.momentum" "rho" rho

            Optimizer.keeping "momentum" [ "velocity" ] (fun _ u kept ->
                let Δ = ρ * kept[0] + u
                struct (Δ, [| Δ |]))

        let dampedMomentum (rho: float) (dampening: float) =
            let ρ = Argument.decayRate "Optimizer.dampedMomentum" "rho" rho
            let τ = Argument.decayRate "Optimizer.dampedMomentum" "dampening" dampening
            let zero = Tensor.number DType.Int32 0.0
            let whole, damped = Tensor.number DType.Float64 1.0, Tensor.number DType.Float64 (1.0 - τ)

            Optimizer.keeping "momentum" [ "velocity" ] (fun moment u kept ->
                let share = Tensor.where (Tensor.equal moment.Step zero) whole damped
                let Δ = ρ * kept[0] + share * u
                struct (Δ, [| Δ |]))

        let nesterovMomentum (rho: float) =
            let ρ = Argument.decayRate "Optimizer.nesterovMomentum" "rho" rho

            Optimizer.keeping "momentum" [ "velocity" ] (fun _ u kept ->
                let Δ = ρ * kept[0] + u
                struct (ρ * Δ + u, [| Δ |]))

        let scaleByRms (rho: float) (epsilon: float) =
            let ρ = Argument.decayRate "Optimizer.scaleByRms" "rho" rho
            let ε = Argument.nonNegative "Optimizer.scaleByRms" "epsilon" epsilon

            Optimizer.keeping "rms" [ "square" ] (fun _ u kept ->
                let v = ρ * kept[0] + (1.0 - ρ) * (u * u)
                struct (u / (sqrt v + ε), [| v |]))

        let scaleByAdam (beta1: float) (beta2: float) (epsilon: float) =
            let β1 = Argument.decayRate "Optimizer.scaleByAdam" "beta1" beta1
            let β2 = Argument.decayRate "Optimizer.scaleByAdam" "beta2" beta2
            let ε = Argument.nonNegative "Optimizer.scaleByAdam" "epsilon" epsilon

            Optimizer.keeping "adam" [ "mean"; "square" ] (fun moment u kept ->
                let t = Tensor.cast DType.Float64 moment.Step + 1.0
                let m = β1 * kept[0] + (1.0 - β1) * u
                let v = β2 * kept[1] + (1.0 - β2) * (u * u)
                // The corrections are numbers: no element is divided by them.
                let m̂ = 1.0 / (1.0 - Tensor.number DType.Float64 β1 ** t) * m
                let v̂ = 1.0 / (1.0 - Tensor.number DType.Float64 β2 ** t) * v
                struct (m̂ / (sqrt v̂ + ε), [| m; v |]))

        let private memoByLayout (f: Layout -> 'T) =
            let known = ConditionalWeakTable<Layout, obj>()
            fun layout -> unbox<'T>(known.GetValue(layout, (fun layout -> nonNull (box (f layout)))))

        let private decaying (decays: Layout -> bool[]) (weight: float) =
            let λ = Argument.nonNegative "Optimizer.addDecayedWeights" "the decay" weight

            Optimizer.stateless "weightDecay" (fun _ u x ->
                let decays = decays x.Layout
                let add i (u: Tensor) = if decays[i] then u + λ * x.Tensors[i] else u
                Parameters(u.Layout, Array.mapi add u.Tensors))

        let addDecayedWeights (weight: float) = decaying _.Decays weight

        let addDecayedWeightsTo (decays: string -> bool) (weight: float) =
            decaying (memoByLayout (fun layout -> Array.map decays layout.Paths)) weight

        let clipByValue (limit: float) =
            let limit = Argument.positive "Optimizer.clipByValue" "the limit" limit
            Optimizer.stateless "clipByValue" (fun _ u _ -> Parameters.map (Tensor.clamp -limit limit) u)

        /// min(1, c / ‖u‖) from ‖u‖². It is written so that neither it nor its derivative divides by ‖u‖ = 0.
        let private shrink (c: float) (squaredNorm: Tensor) =
            c / sqrt (Tensor.maximum squaredNorm (Tensor.number squaredNorm.DType (c * c)))

        let clipByNorm (limit: float) =
            let c = Argument.positive "Optimizer.clipByNorm" "the limit" limit
            Optimizer.stateless "clipByNorm" (fun _ u _ -> Parameters.map (fun u -> shrink c (sum (u * u)) * u) u)

        let clipByGlobalNorm (limit: float) =
            let c = Argument.positive "Optimizer.clipByGlobalNorm" "the limit" limit
            Optimizer.stateless "clipByGlobalNorm" (fun _ u _ -> shrink c (Parameters.dot u u) * u)

        /// The places of the chosen leaves, and their names.
        let private chosen (choose: string -> bool) (layout: Layout) =
            let places = [|
                for i in 0 .. layout.Paths.Length - 1 do
                    if choose layout.Paths[i] then
                        i
            |]

            let pick (items: 'T[]) = places |> Array.map (fun i -> items[i])
            places, Layout(pick layout.Paths, pick layout.Decays)

        let private masked (choose: string -> bool) (inner: Transform) =
            let chosen = memoByLayout (chosen choose)

            let part (tree: Parameters) =
                let places, layout = chosen tree.Layout
                Parameters(layout, places |> Array.map (fun i -> tree.Tensors[i]))

            let update moment (u: Parameters) kept (x: Parameters) =
                let struct (inside, kept) = inner.Update moment (part u) kept (part x)
                let tensors = Array.copy u.Tensors
                let places, _ = chosen u.Layout
                Array.iteri2 (fun _ place tensor -> tensors[place] <- tensor) places inside.Tensors
                struct (Parameters(u.Layout, tensors), kept)

            { inner with Init = part >> inner.Init; Update = update }

        let maskPaths (choose: string -> bool) (optimizer: Optimizer) =
            Optimizer(optimizer.Transforms |> Array.map (masked choose), optimizer.Name)
