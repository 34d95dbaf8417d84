namespace FuncNet

[<AutoOpen>]
module OptimizerConstraints =

    [<RequireQualifiedAccess>]
    module Optimizer =

        /// Every leaf of which a predicate of path and decay holds is brought to where the projection puts it.
        let private projecting name sees (projection: string -> Tensor -> Tensor) =
            Optimizer.stateless name (fun _ u x ->
                let projected i (u: Tensor) =
                    let path = x.Layout.Paths[i]

                    if sees x.Layout.Decays[i] then
                        let w = projection path (x.Tensors[i] + u)

                        if w.Spec <> u.Spec then
                            Errors.shape
                                "Optimizer %s: the projection of \"%s\" must give %O; it gave %O."
                                name
                                path
                                u.Spec
                                w.Spec

                        w - x.Tensors[i]
                    else
                        u

                Parameters(u.Layout, Array.mapi projected u.Tensors))

        let project name (projection: string -> Tensor -> Tensor) = projecting name (fun _ -> true) projection

        let maxNorm (limit: float) =
            let c = Argument.positive "Optimizer.maxNorm" "the limit" limit

            projecting "maxNorm" id (fun _ w ->
                let incoming = [ 0 .. w.Rank - 2 ]
                let squares = Tensor.keepAxes incoming w (Tensor.sumOver incoming (Tensor.square w))
                // Neither it nor its derivative divides by ‖w‖ = 0.
                c / sqrt (Tensor.maximum squares (Tensor.number w.DType (c * c))) * w)

        let nonNegative = projecting "nonNegative" id (fun _ w -> Tensor.maximum w (Tensor.number w.DType 0.0))
