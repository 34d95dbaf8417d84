namespace FuncNet

[<AutoOpen>]
module FeatureLayers =

    let private features kind (x: Shape) =
        if x.Rank <> 1 || x.Size = 0 then
            Errors.shape "%s: a sample must be a vector of features; its shape is %O." kind x

        x[0]

    let private column j (x: Tensor) = Tensor.narrow 1 j 1 x

    /// Products of so many of n features by the smallest place in each: part j has those in which no place is under j. Degree by degree, the lowest first.
    let private powers degree (x: Tensor) =
        let n = x.Shape[1]

        // The products of one degree in lexicographic order, and where those begin whose places are all at least j.
        let next (products: Tensor, starts: int[]) =
            let parts = [
                for j in 0 .. n - 1 -> column j x * Tensor.narrow 1 starts[j] (products.Shape[1] - starts[j]) products
            ]

            let sizes = parts |> List.map (fun (part: Tensor) -> part.Shape[1])
            Tensor.concatenate 1 parts, List.scan (+) 0 sizes |> List.take n |> List.toArray

        List.scan (fun last _ -> next last) (x, Array.init n id) [ 2..degree ] |> List.map fst

    /// (n + degree over degree) − 1.
    let private count n degree =
        let mutable product = 1L

        for k in 1L .. int64 degree do
            product <- product * (int64 n + k) / k

            if product > 1_000_000L then
                Errors.configuration
                    "Layer.polynomialFeatures: %d features to degree %d have over a million products; take fewer of either."
                    n
                    degree

        int product - 1

    [<RequireQualifiedAccess>]
    module Layer =

        let polynomialFeatures (degree: int) =
            let degree = Argument.atLeast 1 "Layer.polynomialFeatures" "the degree" degree

            Atoms.plain
                "PolynomialFeatures"
                [ "degree", Setting.Whole degree ]
                (fun x -> Shape(count (features "PolynomialFeatures" x) degree))
                (fun _ x -> Tensor.concatenate 1 (powers degree x))

        let crossedFeatures (pairs: (int * int) seq) =
            let pairs = Seq.toList pairs

            Atoms.plain
                "CrossedFeatures"
                [ "pairs", Setting.List [| for a, b in pairs -> Setting.wholes [ a; b ] |] ]
                (fun x ->
                    let n = features "CrossedFeatures" x

                    for a, b in pairs do
                        for place in [ a; b ] do
                            if place < 0 || place >= n then
                                Errors.shape "CrossedFeatures: the features are 0 … %d; a pair has %d." (n - 1) place

                    Shape(n + pairs.Length))
                (fun _ x -> Tensor.concatenate 1 (x :: [ for a, b in pairs -> column a x * column b x ]))
