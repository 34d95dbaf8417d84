namespace FuncNet

open System.Runtime.CompilerServices

/// The transforms of which optimizers are made. u are the updates so far: gradients at first.
[<AutoOpen>]
module OptimizerTransforms =

    [<RequireQualifiedAccess>]
    module Optimizer =

        /// Δ ← ρΔ + u, and Δ is the update (Polyak 1964): for long, narrow valleys, where it is quicker by up to 1/(1 − ρ).
        let momentum (rho: float) =
            let ρ = Argument.decayRate "Optimizer.momentum" "rho" rho

            Optimizer.keeping "momentum" [ "velocity" ] (fun _ u kept ->
                let Δ = ρ * kept[0] + u
                struct (Δ, [| Δ |]))

        /// Δ ← ρΔ + u, and the update is ρΔ + u once more: momentum that looks one step ahead (Nesterov 1983, in the form of
        /// Sutskever et al. 2013), which oscillates less.
        let nesterovMomentum (rho: float) =
            let ρ = Argument.decayRate "Optimizer.nesterovMomentum" "rho" rho

            Optimizer.keeping "momentum" [ "velocity" ] (fun _ u kept ->
                let Δ = ρ * kept[0] + u
                struct (ρ * Δ + u, [| Δ |]))

        /// v ← ρv + (1 − ρ)u², and the update is u / (√v + ε) (Tieleman and Hinton 2012): the same pace in every direction.
        let scaleByRms (rho: float) (epsilon: float) =
            let ρ = Argument.decayRate "Optimizer.scaleByRms" "rho" rho
            let ε = Argument.nonNegative "Optimizer.scaleByRms" "epsilon" epsilon

            Optimizer.keeping "rms" [ "square" ] (fun _ u kept ->
                let v = ρ * kept[0] + (1.0 - ρ) * (u * u)
                struct (u / (sqrt v + ε), [| v |]))

        /// m ← β1·m + (1 − β1)u, v ← β2·v + (1 − β2)u², m̂ = m / (1 − β1ᵗ), v̂ = v / (1 − β2ᵗ), and the update is
        /// m̂ / (√v̂ + ε), t = 1 at the first (Kingma and Ba 2015).
        let scaleByAdam (beta1: float) (beta2: float) (epsilon: float) =
            let β1 = Argument.decayRate "Optimizer.scaleByAdam" "beta1" beta1
            let β2 = Argument.decayRate "Optimizer.scaleByAdam" "beta2" beta2
            let ε = Argument.nonNegative "Optimizer.scaleByAdam" "epsilon" epsilon

            Optimizer.keeping "adam" [ "mean"; "square" ] (fun moment u kept ->
                let t = Tensor.cast DType.Float64 moment.Step + 1.0
                let m = β1 * kept[0] + (1.0 - β1) * u
                let v = β2 * kept[1] + (1.0 - β2) * (u * u)
                let m̂ = m / (1.0 - Tensor.number DType.Float64 β1 ** t)
                let v̂ = v / (1.0 - Tensor.number DType.Float64 β2 ** t)
                struct (m̂ / (sqrt v̂ + ε), [| m; v |]))

        let private memoByLayout (f: Layout -> 'T) =
            let known = ConditionalWeakTable<Layout, 'T>()
            fun layout -> known.GetValue(layout, (fun layout -> f layout))

        let private decaying (decays: Layout -> bool[]) (weight: float) =
            let λ = Argument.nonNegative "Optimizer.addDecayedWeights" "the decay" weight

            Optimizer.stateless "weightDecay" (fun _ u x ->
                let decays = decays x.Layout
                let add i (u: Tensor) = if decays[i] then u + λ * x.Tensors[i] else u
                Parameters(u.Layout, Array.mapi add u.Tensors))

        /// u + λx, x the parameter, where its declaration says that it decays (kernels do, biases and scales do not). After
        /// the scaling of Adam it is the decoupled decay of AdamW; before it, the L2 penalty λ/2·Σx².
        let addDecayedWeights (weight: float) = decaying _.Decays weight

        /// u + λx, x the parameter, where its name satisfies a predicate.
        let addDecayedWeightsTo (decays: string -> bool) (weight: float) =
            decaying (memoByLayout (fun layout -> Array.map decays layout.Paths)) weight

        /// Every element of u brought into [−limit, limit]. It turns the direction; clipByGlobalNorm keeps it.
        let clipByValue (limit: float) =
            let limit = Argument.positive "Optimizer.clipByValue" "the limit" limit
            Optimizer.stateless "clipByValue" (fun _ u _ -> Parameters.map (Tensor.clamp -limit limit) u)

        /// min(1, c / ‖u‖) from ‖u‖². It is written so that neither it nor its derivative divides by ‖u‖ = 0.
        let private shrink (c: float) (squaredNorm: Tensor) =
            c / sqrt (Tensor.maximum squaredNorm (Tensor.number squaredNorm.DType (c * c)))

        /// u · min(1, c / ‖u‖), for each tensor on its own.
        let clipByNorm (limit: float) =
            let c = Argument.positive "Optimizer.clipByNorm" "the limit" limit
            Optimizer.stateless "clipByNorm" (fun _ u _ -> Parameters.map (fun u -> shrink c (sum (u * u)) * u) u)

        /// u · min(1, c / ‖u‖), ‖u‖ the norm of all tensors together (Pascanu et al. 2013), which keeps the direction: against
        /// exploding gradients, as in recurrent networks. A norm whose square overflows makes the update 0.
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

        /// An optimizer for those leaves only whose names satisfy a predicate; the updates of the others go through as they
        /// are. Two of them in a chain give head and body rates of their own.
        let maskPaths (choose: string -> bool) (optimizer: Optimizer) =
            Optimizer(optimizer.Transforms |> Array.map (masked choose), optimizer.Name)
