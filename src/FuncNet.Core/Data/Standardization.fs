namespace FuncNet

[<Sealed>]
type Standardization internal (mean: Tensor, deviation: Tensor) =

    member _.Mean = mean
    member _.Deviation = deviation

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Standardization =

    let ofTensors (mean: Tensor) (deviation: Tensor) =
        if mean.Spec <> deviation.Spec then
            Errors.data "Standardization: the mean is %O, the deviation %O." mean.Spec deviation.Spec

        Standardization(mean, deviation)

    let fit (data: Dataset) : Standardization =
        let dtype = data.Inputs.DType

        if not dtype.IsFloat then
            Errors.data "Standardization.fit: the inputs are %O; cast them to float32 first." dtype

        let x = data.Inputs |> Tensor.cast DType.Float64
        let n, features = data.Count, data.InputShape.Size
        let x = x.AsSpan<float>()
        let μ, σ = Array.zeroCreate<float> features, Array.zeroCreate<float> features
        let constant = Array.create features true

        for i in 0 .. n - 1 do
            for j in 0 .. features - 1 do
                μ[j] <- μ[j] + x[i * features + j]
                constant[j] <- constant[j] && x[i * features + j] = x[j]

        for j in 0 .. features - 1 do
            μ[j] <- if constant[j] then x[j] else μ[j] / float n

        for i in 0 .. n - 1 do
            for j in 0 .. features - 1 do
                let d = x[i * features + j] - μ[j]
                σ[j] <- σ[j] + d * d

        for j in 0 .. features - 1 do
            σ[j] <- if constant[j] then 1.0 else sqrt (σ[j] / float n)

        let tensor values = Tensor.owning data.InputShape values |> Tensor.cast dtype
        Standardization(tensor μ, tensor σ)

    let applyTo (standardization: Standardization) (x: Tensor) : Tensor =
        (x - standardization.Mean) / standardization.Deviation

    let invert (standardization: Standardization) (x: Tensor) : Tensor =
        x * standardization.Deviation + standardization.Mean

    let apply (standardization: Standardization) (data: Dataset) : Dataset =
        if data.InputShape <> standardization.Mean.Shape then
            Errors.data
                "Standardization.apply: it was fitted to samples %O; these are %O."
                standardization.Mean.Shape
                data.InputShape

        Dataset.mapInputs (applyTo standardization) data
