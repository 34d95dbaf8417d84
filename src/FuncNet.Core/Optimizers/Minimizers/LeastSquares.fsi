namespace FuncNet

/// Linear least squares in closed form.
[<AutoOpen>]
module LeastSquares =

    [<RequireQualifiedAccess>]
    module Minimizer =

        /// The w that minimizes ‖Xw − y‖² (Gauss 1809; note 000), by the QR decomposition of X (Householder). Where the columns
        /// of X depend on each other, or there are more of them than samples, many w do; the shortest of these is given, by
        /// the singular values. x: [n; d], with a column of ones if there is to be a bias; y: [n] or [n; k]; the result: [d] or
        /// [d; k]. Computed in float64 and given in the type of x. Shapes that do not fit throw ShapeException, other types
        /// DTypeException, numbers that are not finite DataException.
        val leastSquares: x: Tensor -> y: Tensor -> Tensor

        /// The w that minimizes ‖Xw − y‖² + λ‖w‖² (Hoerl and Kennard 1970), (XᵀX + λI)⁻¹Xᵀy, by the QR decomposition of X
        /// with √λ·I under it; shapes, types and errors as for leastSquares. λ: at least 0. A column of ones is shortened as any
        /// other.
        val ridge: lambda: float -> x: Tensor -> y: Tensor -> Tensor
