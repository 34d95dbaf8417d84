namespace FuncNet

[<AutoOpen>]
module AdaptiveTransforms =

    [<RequireQualifiedAccess>]
    module Optimizer =

        /// A number in the shape of every leaf.
        let private filled (value: float) (tree: Parameters) = Parameters.zero tree + value

        let scaleByCentredRms (rho: float) (epsilon: float) =
            let ρ = Argument.decayRate "Optimizer.scaleByCentredRms" "rho" rho
            let ε = Argument.nonNegative "Optimizer.scaleByCentredRms" "epsilon" epsilon

            Optimizer.keeping "centredRms" [ "mean"; "square" ] (fun _ u kept ->
                let m = ρ * kept[0] + (1.0 - ρ) * u
                let v = ρ * kept[1] + (1.0 - ρ) * (u * u)
                let variance = Parameters.map Tensor.relu (v - m * m)
                struct (u / (sqrt variance + ε), [| m; v |]))

        let scaleByAdagrad (start: float) (epsilon: float) =
            let start = Argument.nonNegative "Optimizer.scaleByAdagrad" "start" start
            let ε = Argument.nonNegative "Optimizer.scaleByAdagrad" "epsilon" epsilon

            Optimizer.keepingFrom "adagrad" [ "squares" ] (fun x -> [| filled start x |]) (fun _ u kept _ ->
                let s = kept[0] + u * u
                struct (u / (sqrt s + ε), [| s |]))

        let scaleByAdadelta (rho: float) (epsilon: float) =
            let ρ = Argument.decayRate "Optimizer.scaleByAdadelta" "rho" rho
            let ε = Argument.positive "Optimizer.scaleByAdadelta" "epsilon" epsilon

            Optimizer.keeping "adadelta" [ "square"; "updateSquare" ] (fun _ u kept ->
                let v = ρ * kept[0] + (1.0 - ρ) * (u * u)
                let Δ = sqrt (kept[1] + ε) / sqrt (v + ε) * u
                let w = ρ * kept[1] + (1.0 - ρ) * (Δ * Δ)
                struct (Δ, [| v; w |]))

        let scaleByRprop (first: float) (shrink: float) (grow: float) (smallest: float) (largest: float) =
            let δ0 = Argument.positive "Optimizer.scaleByRprop" "the first step" first
            let smallest = Argument.nonNegative "Optimizer.scaleByRprop" "the smallest step" smallest
            let largest = Argument.positive "Optimizer.scaleByRprop" "the largest step" largest

            if not (smallest <= largest) then
                Errors.configuration
                    "Optimizer.scaleByRprop: the smallest step must be at most the largest; they are %g and %g."
                    smallest
                    largest

            if not (0.0 < shrink && shrink < 1.0 && 1.0 < grow && grow < infinity) then
                Errors.configuration
                    "Optimizer.scaleByRprop: shrink must be between 0 and 1, and grow a finite number over 1; they are %g and %g."
                    shrink
                    grow

            let factor (turn: Tensor) =
                let choose condition (value: float) other =
                    Tensor.where condition (Tensor.number turn.DType value) other

                choose (Tensor.greater turn (Tensor.number turn.DType 0.0)) grow
                <| choose (Tensor.less turn (Tensor.number turn.DType 0.0)) shrink (Tensor.number turn.DType 1.0)

            let unlessTurned (turn: Tensor) (u: Tensor) =
                Tensor.where (Tensor.less turn (Tensor.number u.DType 0.0)) (Tensor.number u.DType 0.0) u

            let init x = [| filled δ0 x; Parameters.zero x |]

            Optimizer.keepingFrom "rprop" [ "step"; "sign" ] init (fun _ u kept _ ->
                let sign = Parameters.map Tensor.sign u
                let turn = sign * kept[1]
                let δ = kept[0] * Parameters.map factor turn |> Parameters.map (Tensor.clamp smallest largest)
                let sign = Parameters.map2 unlessTurned turn sign
                struct (δ * sign, [| δ; sign |]))
