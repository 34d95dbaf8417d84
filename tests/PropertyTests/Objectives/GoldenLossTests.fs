/// Losses against those of PyTorch: values and gradients, in both types.
module FuncNet.Tests.``Golden losses``

open Xunit
open FuncNet

let private weights (case: GoldenCase) = (Tensor.cast DType.Float64 case["weights"]).ToArray<float>()

/// The loss that is equal to PyTorch's.
let private lossOf (case: GoldenCase) =
    match case.Name with
    | "cross-entropy" -> Loss.softmaxCrossEntropy
    | "cross-entropy, smoothed" -> Loss.withLabelSmoothing (case.Number "smoothing") Loss.softmaxCrossEntropy
    | "cross-entropy, weighted" -> Loss.withClassWeights (weights case) Loss.softmaxCrossEntropy
    | "cross-entropy, weighted mean" -> Loss.withNormalizedClassWeights (weights case) Loss.softmaxCrossEntropy
    | "cross-entropy, smoothed and weighted" ->
        Loss.softmaxCrossEntropy
        |> Loss.withLabelSmoothing (case.Number "smoothing")
        |> Loss.withClassWeights (weights case)
    | "cross-entropy, smoothed and weighted mean" ->
        Loss.softmaxCrossEntropy
        |> Loss.withLabelSmoothing (case.Number "smoothing")
        |> Loss.withNormalizedClassWeights (weights case)
    | "binary cross-entropy" -> Loss.binaryCrossEntropy
    | "binary cross-entropy from logits" -> Loss.sigmoidCrossEntropy
    | "squared" -> Loss.meanSquaredError
    | "absolute" -> Loss.meanAbsoluteError
    | "smooth L1" -> Loss.smoothL1 (case.Number "width")
    | "Huber" -> Loss.huber (case.Number "width")
    | "soft margin" -> Loss.logistic
    | "hinge embedding" -> Loss.hingeEmbedding (case.Number "margin")
    | "multi-margin" -> Loss.multiclassHinge (case.Number "margin")
    | "cosine embedding" -> Loss.cosineEmbedding (case.Number "margin")
    | "cosine similarity" -> Loss.cosineSimilarity
    | "triplet" -> Loss.triplet (case.Number "margin")
    | "Poisson" -> Loss.poisson
    | "Poisson of rates" -> Loss.poissonOfRates
    | "KL divergence" -> Loss.klDivergence
    | name -> failwith $"There is no loss for the case \"{name}\"."

let private dtypes = Map [ "float64", (DType.Float64, 1e-9); "float32", (DType.Float32, 1e-5) ]

[<Fact>]
let ``compiled, have the bits of eager ones, values and gradients`` () =
    for case in Golden.cases "losses" do
        let loss = lossOf case

        let f (x: Tensor[]) =
            let value, gradient = valueAndGrad (fun y -> Loss.value loss y x[1]) x[0]
            [| value; gradient |]

        let x = [| case["prediction"]; case["target"] |]

        if f x <> Compile.many f x then
            failwith $"{case}: compiled and eager losses differ."

[<Theory>]
[<InlineData "float64"; InlineData "float32">]
let ``have PyTorch's values and gradients`` (kind: string) =
    let dtype, tolerance = dtypes[kind]
    let cases = Golden.cases "losses" |> List.filter (fun case -> case["prediction"].DType = dtype)
    Assert.True(cases.Length > 20)

    for case in cases do
        let loss = lossOf case

        let value, gradient = valueAndGrad (fun y -> Loss.value loss y case["target"]) case["prediction"]

        Golden.requireNear tolerance $"the value of {case}" case["value"] value
        Golden.requireNear tolerance $"the gradient of {case}" case["gradient"] gradient
        Assert.Equal(dtype, value.DType)
