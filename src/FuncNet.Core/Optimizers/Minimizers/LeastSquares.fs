namespace FuncNet

open System
open MathNet.Numerics.LinearAlgebra
open MathNet.Numerics.LinearAlgebra.Factorization

[<AutoOpen>]
module LeastSquares =

    [<RequireQualifiedAccess>]
    module Minimizer =

        let private numbers name (tensor: Tensor) =
            let numbers = (Tensor.cast DType.Float64 tensor).ToArray<float>()

            if not (Array.forall Double.IsFinite numbers) then
                Errors.data "Minimizer.leastSquares: %s has numbers that are NaN or infinite." name

            numbers

        let ridge (lambda: float) (x: Tensor) (y: Tensor) : Tensor =
            let λ = Argument.nonNegative "Minimizer.ridge" "lambda" lambda

            if not x.DType.IsFloat || y.DType <> x.DType then
                Errors.dtype
                    "Minimizer.leastSquares: x and y must both be float32 or both float64; they are %O and %O."
                    x.Spec
                    y.Spec

            if x.Rank <> 2 || x.Size = 0 || y.Rank < 1 || y.Rank > 2 || y.Shape[0] <> x.Shape[0] || y.Size = 0 then
                Errors.shape
                    "Minimizer.leastSquares: x must be [n; d] and y [n] or [n; k], of as many rows and none of the sizes 0; they are %O and %O."
                    x.Shape
                    y.Shape

            let n, d = x.Shape[0], x.Shape[1]
            let k = y.Size / n
            let X = Matrix<float>.Build.DenseOfRowMajor(n, d, numbers "x" x)
            let Y = Matrix<float>.Build.DenseOfRowMajor(n, k, numbers "y" y)

            let w =
                if λ = 0.0 then
                    Linear.solve (Linear.epsilon x.DType) X Y
                else
                    let X = X.Stack(Matrix<float>.Build.DenseDiagonal(d, d, sqrt λ))
                    X.QR(QRMethod.Thin).Solve(Y.Stack(Matrix<float>.Build.Dense(d, k)))

            Tensor.ofArray (if y.Rank = 1 then [ d ] else [ d; k ]) (w.ToRowMajorArray()) |> Tensor.cast x.DType

        let leastSquares x y = ridge 0.0 x y
