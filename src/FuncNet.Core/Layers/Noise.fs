namespace FuncNet

[<AutoOpen>]
module NoiseLayers =

    let private inTraining kind name (value: float) (disturb: Key -> Tensor -> Tensor) =
        Atoms.plain kind [ name, Setting.Number value ] id (fun context x ->
            if context.Training && value > 0.0 then disturb context.Key x else x)

    [<RequireQualifiedAccess>]
    module Layer =

        let spatialDropout (rate: float) =
            let rate = Argument.decayRate "Layer.spatialDropout" "the rate" rate

            inTraining "SpatialDropout" "rate" rate (fun key x ->
                let channels = x.Shape.ToArray() |> Array.mapi (fun i n -> if i = 0 || i = x.Rank - 1 then n else 1)
                Tensor.where (Key.bernoulli (1.0 - rate) channels key) (x / (1.0 - rate)) (Tensor.number x.DType 0.0))

        let gaussianNoise (deviation: float) =
            let deviation = Argument.nonNegative "Layer.gaussianNoise" "the deviation" deviation

            inTraining "GaussianNoise" "deviation" deviation (fun key x ->
                x + deviation * Key.normal x.DType x.Shape key)

        let alphaDropout (rate: float) =
            let rate = Argument.decayRate "Layer.alphaDropout" "the rate" rate
            let α = -1.0507009873554804934193349852946 * 1.6732632423543772848170429916717
            let q = 1.0 - rate
            let a = 1.0 / sqrt (q + α * α * q * rate)

            inTraining "AlphaDropout" "rate" rate (fun key x ->
                a * Tensor.where (Key.bernoulli q x.Shape key) x (Tensor.number x.DType α) - a * rate * α)
