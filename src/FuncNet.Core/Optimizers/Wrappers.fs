namespace FuncNet

[<AutoOpen>]
module OptimizerWrappers =

    [<RequireQualifiedAccess>]
    module Optimizer =

        let private where condition (a: Parameters) (b: Parameters) = Parameters.map2 (Tensor.where condition) a b

        /// The steps so far in groups of k: float64 scalar.
        let private groups k (step: Tensor) = floor (Tensor.cast DType.Float64 step / float k)

        /// True for the last step of every k: bool scalar.
        let private isLast k step = Tensor.greater (groups k (step + 1.0)) (groups k step)

        let private gated k (inner: Transform) =
            let clock = groups k >> Tensor.cast DType.Int32

            let update moment (u: Parameters) (kept: Parameters[]) x =
                let struct (v, next) = inner.Update { moment with Step = clock moment.Step } u kept x
                let last = isLast k moment.Step
                struct (where last v u, Array.map2 (where last) next kept)

            { inner with Clock = clock >> inner.Clock; Update = update }

        let accumulate (every: int) (optimizer: Optimizer) =
            let k = Argument.atLeast 1 "Optimizer.accumulate" "every" every

            let mean =
                Optimizer.keeping "accumulate" [ "sum" ] (fun moment u kept ->
                    let sum = kept[0] + u
                    let none = Parameters.zero u
                    let last = isLast k moment.Step
                    struct (where last (sum / float k) none, [| where last none sum |]))

            Optimizer(Array.append mean.Transforms (optimizer.Transforms |> Array.map (gated k)), optimizer.Name)

        let lookahead (every: int) (alpha: float) (optimizer: Optimizer) =
            let k = Argument.atLeast 1 "Optimizer.lookahead" "every" every
            let α = Argument.share "Optimizer.lookahead" "alpha" alpha

            let slow =
                Optimizer.keepingFrom "lookahead" [ "slow" ] (fun x -> [| x |]) (fun moment u kept x ->
                    let s = kept[0] + α * (x + u - kept[0])
                    let last = isLast k moment.Step
                    struct (where last (s - x) u, [| where last s kept[0] |]))

            Optimizer.chain [ optimizer; slow ] |> Optimizer.named $"lookahead {optimizer.Name}"

        let averageWeights (rho: float) (optimizer: Optimizer) =
            let ρ = Argument.decayRate "Optimizer.averageWeights" "rho" rho

            let average =
                Optimizer.keepingFrom "average" [ "" ] (fun x -> [| x |]) (fun _ u kept x ->
                    struct (u, [| ρ * kept[0] + (1.0 - ρ) * (x + u) |]))

            Optimizer.chain [ optimizer; average ] |> Optimizer.named optimizer.Name

        let byPath (choices: ((string -> bool) * Optimizer) seq) (others: Optimizer) =
            let choices = Seq.toArray choices
            let firstOf path = choices |> Array.tryFindIndex (fun (choose, _) -> choose path)

            [|
                for i in 0 .. choices.Length - 1 do
                    Optimizer.maskPaths (fun path -> firstOf path = Some i) (snd choices[i])

                Optimizer.maskPaths (firstOf >> Option.isNone) others
            |]
            |> Optimizer.chain

        let byPattern (choices: (string * Optimizer) seq) (others: Optimizer) =
            byPath (choices |> Seq.map (fun (pattern, optimizer) -> Parameters.matching pattern, optimizer)) others
