namespace FuncNet

[<AutoOpen>]
module VariationalRegularizers =

    [<RequireQualifiedAccess>]
    module Regularizer =

        let gaussianDivergence (beta: float) (layer: string) =
            let β = Argument.nonNegative "Regularizer.gaussianDivergence" "beta" beta

            Regularizer.custom $"gaussianDivergence {β}" (fun codes ->
                codes.Tensors |> Array.map (Information.gaussianDivergence >> sum) |> Array.reduce (+) |> (*) β)
            |> Regularizer.onActivity (Parameters.matching layer)
