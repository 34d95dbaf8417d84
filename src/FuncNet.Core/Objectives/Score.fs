namespace FuncNet

[<RequireQualifiedAccess>]
module Score =

    let private numbers (x: Tensor) = (Tensor.cast DType.Float64 x).ToArray<float>()

    let rocAuc (scores: Tensor) (target: Tensor) =
        let truth = Agreement.target "rocAuc" scores target |> numbers

        for t in truth do
            if t <> 0.0 && t <> 1.0 then
                Errors.data "rocAuc: a target must be 0 or 1; one is %g." t

        let positives = truth |> Array.sum
        let negatives = float truth.Length - positives

        if positives = 0.0 || negatives = 0.0 then
            Errors.data
                "rocAuc: there must be samples of both classes; %g are of class 1, %g of class 0."
                positives
                negatives

        let scored = Array.zip (numbers scores) truth

        if scored |> Array.exists (fst >> System.Double.IsNaN) then
            Errors.data "rocAuc: a score is NaN."

        // Groups of equal scores, ascending: each true sample beats the false ones below, and half of those beside it.
        let beat (below, won) (group: (float * float)[]) =
            let ones = group |> Array.sumBy snd
            let zeros = float group.Length - ones
            below + zeros, won + ones * (below + zeros / 2.0)

        let _, won =
            scored |> Array.groupBy fst |> Array.sortBy fst |> Array.map snd |> Array.fold beat (0.0, 0.0)

        won / (positives * negatives)

    let r2 (prediction: Tensor) (target: Tensor) =
        let t = Agreement.target "r2" prediction target |> Tensor.cast DType.Float64
        let residual = Tensor.sumOver [ 0 ] (Tensor.square (t - Tensor.cast DType.Float64 prediction))
        let total = Tensor.sumOver [ 0 ] (Tensor.square (t - Tensor.meanOver [ 0 ] t))
        (mean (1.0 - residual / total)).ToScalar()

    let perplexity (logits: Tensor) (target: Tensor) =
        exp ((Loss.value Loss.softmaxCrossEntropy logits target).ToScalar())
