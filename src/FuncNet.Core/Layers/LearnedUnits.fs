namespace FuncNet

[<AutoOpen>]
module LearnedUnitLayers =

    let private lastAxis kind (x: Shape) =
        if x.Rank = 0 then
            Errors.shape "%s: a sample has at least one axis of features; this one is a single number." kind

        x[x.Rank - 1]

    let private widened kind (units: int) (x: Shape) =
        lastAxis kind x |> ignore
        Shape [| yield! x.ToArray()[.. x.Rank - 2]; units |]

    /// Applies a function of rows [n; in] to [batch; …; in].
    let private byRows (units: int) (f: Tensor -> Tensor) (x: Tensor) =
        let front = x.Shape.ToArray()[.. x.Rank - 2]
        let n = Array.fold (*) 1 front
        x |> Tensor.reshape [ n; x.Shape[x.Rank - 1] ] |> f |> Tensor.reshape [ yield! front; units ]

    [<RequireQualifiedAccess>]
    module Layer =

        let maxout (pieces: int) (units: int) =
            let pieces = Argument.atLeast 1 "Layer.maxout" "the number of pieces" pieces
            let units = Argument.atLeast 1 "Layer.maxout" "the number of units" units

            Atoms.learned
                "Maxout"
                [ "pieces", Setting.Whole pieces; "units", Setting.Whole units ]
                (fun x ->
                    let features = lastAxis "Maxout" x
                    let fans = struct (features, units)

                    [
                        {
                            ParameterSpec.create "kernel" (Shape(pieces, features, units)) Initializer.glorotUniform with
                                Fans = fans
                        }
                        {
                            ParameterSpec.create "bias" (Shape(pieces, units)) Initializer.zeros with
                                Fans = fans
                                Decays = false
                        }
                    ])
                (widened "Maxout" units)
                (fun own ->
                    byRows units (fun x ->
                        Tensor.matmul (Tensor.expandAxis 0 x) own["kernel"] + Tensor.expandAxis 1 own["bias"]
                        |> Tensor.maxOver [ 0 ]))

        let rbf (units: int) =
            let units = Argument.atLeast 1 "Layer.rbf" "the number of units" units

            Atoms.learned
                "Rbf"
                [ "units", Setting.Whole units ]
                (fun x -> [
                    {
                        ParameterSpec.create "centres" (Shape(units, lastAxis "Rbf" x)) (Initializer.normal 0.0 1.0) with
                            Decays = false
                    }
                    ParameterSpec.create "widths" (Shape units) Initializer.ones
                ])
                (widened "Rbf" units)
                (fun own ->
                    byRows units (fun x ->
                        let distance = Tensor.expandAxis 1 x - own["centres"] |> Tensor.square |> Tensor.sumOver [ 2 ]
                        exp (-distance / Tensor.square own["widths"])))
