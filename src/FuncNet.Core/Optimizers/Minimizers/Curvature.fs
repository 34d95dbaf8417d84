namespace FuncNet

open MathNet.Numerics.LinearAlgebra
open MathNet.Numerics.LinearAlgebra.Factorization

/// A symmetric matrix H, factored as far as is needed to solve with it and to know the signs of its eigenvalues.
[<NoComparison; NoEquality>]
type internal Curvature =
    /// H = LLᵀ, and not nearly singular.
    | Definite of Cholesky<float>
    /// H = q·diag(λ)·qᵀ, the columns of q its eigenvectors.
    | Spectrum of eigenvalues: Vector<float> * eigenvectors: Matrix<float>

module internal Curvature =

    let private spectrum (H: Matrix<float>) =
        let evd = H.Evd Symmetricity.Symmetric
        Spectrum(evd.EigenValues.Map(fun λ -> λ.Real), evd.EigenVectors)

    /// Cholesky's factors where H is safely positive definite, else its eigenvalues.
    let ofMatrix (epsilon: float) (H: Matrix<float>) : Curvature =
        try
            let cholesky = H.Cholesky()
            let pivots = cholesky.Factor.Diagonal()
            let ratio = pivots.Minimum() / pivots.Maximum()

            if ratio * ratio > float H.RowCount * epsilon then
                Definite cholesky
            else
                spectrum H
        with :? System.ArgumentException ->
            // MathNet's way to say that H is not positive definite.
            spectrum H

    /// |λ| up to which an eigenvalue can't be told from 0.
    let private rounding (epsilon: float) (λ: Vector<float>) = float λ.Count * epsilon * λ.InfinityNorm()

    /// What a point without slope is.
    let judge (epsilon: float) (curvature: Curvature) : MinimizerStatus =
        match curvature with
        | Definite _ -> MinimizerStatus.Converged
        | Spectrum(λ, _) ->
            let bound = rounding epsilon λ

            match λ.Exists(fun λ -> λ > bound), λ.Exists(fun λ -> λ < -bound) with
            | true, true -> MinimizerStatus.Saddle
            | false, true -> MinimizerStatus.Maximum
            | true, false
            | false, false -> MinimizerStatus.Converged

    /// H⁻¹v, or the smallest |λ| where H is singular.
    let solve (epsilon: float) (curvature: Curvature) (v: Vector<float>) : Result<Vector<float>, float> =
        match curvature with
        | Definite cholesky -> Ok(cholesky.Solve v)
        | Spectrum(λ, q) ->
            let smallest = λ.AbsoluteMinimum()

            if smallest <= rounding epsilon λ then
                Error smallest
            else
                Ok(q * (q.TransposeThisAndMultiply v).PointwiseDivide λ)

    /// |H|⁻¹v, with |λ| in place of λ, and no less than a share of the largest.
    let solveAbsolute (floor: float) (curvature: Curvature) (v: Vector<float>) : Vector<float> =
        match curvature with
        | Definite cholesky -> cholesky.Solve v
        | Spectrum(λ, q) ->
            let largest = λ.InfinityNorm()
            let δ = if largest > 0.0 then floor * largest else 1.0
            q * (q.TransposeThisAndMultiply v).PointwiseDivide(λ.Map(fun λ -> max (abs λ) δ))
