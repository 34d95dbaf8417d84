namespace FuncNet

[<AutoOpen>]
module EmbeddingLosses =

    [<RequireQualifiedAccess>]
    module Loss =

        let private cosine (a: Tensor) (b: Tensor) =
            let length (x: Tensor) : Tensor = sqrt (Tensor.sumOver [ -1 ] (Tensor.square x) + 1e-12)
            Tensor.sumOver [ -1 ] (a * b) / (length a * length b)

        let cosineSimilarity =
            let values (y: Tensor) target =
                let t = Agreement.target "cosineSimilarity" y target

                if y.Rank < 2 then
                    Errors.shape "cosineSimilarity: the prediction must be [batch; …; size]; its shape is %O." y.Shape

                1.0 - cosine y t

            Loss("cosineSimilarity", values, [])

        /// The members of each sample: [batch; count; size] as count tensors [batch; size].
        let private members operation count (y: Tensor) =
            if y.Rank <> 3 || y.Shape[1] <> count then
                Errors.shape
                    "%s: the prediction must be [batch; %d; size]; its shape is %O. Tensor.stack 1 puts embeddings so."
                    operation
                    count
                    y.Shape

            let ofShape = [ y.Shape[0]; y.Shape[2] ]
            Array.init count (fun i -> Tensor.reshape ofShape (Tensor.narrow 1 i 1 y))

        let cosineEmbedding (margin: float) =
            if not (abs margin <= 1.0) then
                Errors.configuration "Loss.cosineEmbedding: margin must be between −1 and 1; it is %g." margin

            let values (y: Tensor) target =
                let pair = members "cosineEmbedding" 2 y
                let t = Agreement.sampleSigns "cosineEmbedding" y target
                let cos = cosine pair[0] pair[1]
                Tensor.where (Tensor.greater t (Tensor.number y.DType 0.0)) (1.0 - cos) (Tensor.relu (cos - margin))

            Loss("cosineEmbedding", values, [])

        let triplet (margin: float) =
            let m = Argument.nonNegative "Loss.triplet" "margin" margin
            let distance (a: Tensor) (b: Tensor) : Tensor = sqrt (Tensor.sumOver [ -1 ] (Tensor.square (a - b + 1e-6)))

            let values (y: Tensor) _ =
                let three = members "triplet" 3 y
                Tensor.relu (distance three[0] three[1] - distance three[0] three[2] + m)

            Loss("triplet", values, [])
