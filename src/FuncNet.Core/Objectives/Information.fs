namespace FuncNet

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Information =

    let private requireFloat operation (p: Tensor) =
        if not p.DType.IsFloat then
            Errors.dtype "Information.%s: probabilities must be float32 or float64; they are %O." operation p.DType

    let private requireDistribution operation (p: Tensor) =
        requireFloat operation p

        if p.Rank = 0 then
            Errors.shape "Information.%s: a distribution must be [...; outcomes]; it is a scalar." operation

        if Agreement.isKnown p && p.Size > 0 then
            let p = Tensor.OfValue p.Value
            let least = (Tensor.min p).ToScalar()

            if not (least >= 0.0) then
                Errors.data "Information.%s: a probability must be at least 0; the smallest is %g." operation least

            let far = (Tensor.max (abs (Tensor.sumOver [ -1 ] p - 1.0))).ToScalar()

            if not (far <= (if p.DType = DType.Float32 then 1e-4 else 1e-9)) then
                Errors.data
                    "Information.%s: probabilities must sum to 1 over the last axis; they miss it by %g."
                    operation
                    far

    let private requireBoth operation (p: Tensor) (q: Tensor) =
        requireDistribution operation p
        requireDistribution operation q

        if p.Spec <> q.Spec then
            Errors.shape
                "Information.%s: the distributions must be of one shape and type; they are %O %O and %O %O."
                operation
                p.DType
                p.Shape
                q.DType
                q.Shape

    /// Σ p ln q over the last axis, 0 where p = 0.
    let private meanLog (p: Tensor) (q: Tensor) =
        let never = Tensor.equal p (Tensor.number p.DType 0.0)
        Tensor.sumOver [ -1 ] (p * log (Tensor.where never (Tensor.number q.DType 1.0) q))

    let content (p: Tensor) =
        requireFloat "content" p

        if Agreement.isKnown p && p.Size > 0 then
            let known = Tensor.OfValue p.Value
            let least, most = (Tensor.min known).ToScalar(), (Tensor.max known).ToScalar()

            if not (least >= 0.0 && most <= 1.0) then
                Errors.data
                    "Information.content: probabilities must be between 0 and 1; they go from %g to %g."
                    least
                    most

        -(log p)

    let entropy (p: Tensor) =
        requireDistribution "entropy" p
        -(meanLog p p)

    let crossEntropy (p: Tensor) (q: Tensor) =
        requireBoth "crossEntropy" p q
        -(meanLog p q)

    let divergence (p: Tensor) (q: Tensor) =
        requireBoth "divergence" p q
        meanLog p p - meanLog p q

    let gaussianDivergence (moments: Tensor) =
        requireFloat "gaussianDivergence" moments
        let last = moments.Rank - 1

        if last < 0 || moments.Shape[last] % 2 <> 0 then
            Errors.shape
                "Information.gaussianDivergence: the last axis holds means and as many logarithms of variances, an even number; the shape is %O."
                moments.Shape

        let latent = moments.Shape[last] / 2
        let μ, s = Tensor.narrow last 0 latent moments, Tensor.narrow last latent latent moments
        0.5 * Tensor.sumOver [ -1 ] (Tensor.square μ + exp s - s - 1.0)

    let inBits (nats: Tensor) = nats / log 2.0
