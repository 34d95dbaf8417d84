namespace FuncNet

open MathNet.Numerics.LinearAlgebra

[<AutoOpen>]
module ResidualMethods =

    let private converged (_: Problem) (_: Visit) = MinimizerStatus.Converged

    let private gaussNewtonStep (problem: Problem) (visit: Visit) =
        let struct (r, J) = problem.Residuals("gaussNewton", visit.X)
        let p = (Linear.solve problem.Epsilon J ((-r).ToColumnMatrix())).Column 0

        match LineSearch.backtracking problem visit p with
        | ValueSome(struct (next, α)) -> Goes(next, α)
        | ValueNone -> Stuck.move problem visit

    /// (JᵀJ + μ·diag D)⁻¹v; none where rounding hides that the matrix is positive definite.
    let private solveDamped (JᵀJ: Matrix<float>) (μD: Vector<float>) (v: Vector<float>) =
        try
            ValueSome((JᵀJ + Matrix<float>.Build.DenseOfDiagonalVector μD).Cholesky().Solve v)
        with :? System.ArgumentException ->
            ValueNone

    /// The damping μ and the scales D of the parameters: the largest squared norm so far of each column of J.
    [<NoComparison; NoEquality>]
    type private Damping = { μ: float; D: Vector<float> }

    let private levenbergMarquardtStep (problem: Problem) (last: Damping) (visit: Visit) =
        let struct (r, J) = problem.Residuals("levenbergMarquardt", visit.X)
        let JᵀJ, g = J.TransposeThisAndMultiply J, J.TransposeThisAndMultiply r
        let D = last.D.PointwiseMaximum(JᵀJ.Diagonal())
        // Columns that have been 0 so far are damped, too.
        let scales = D.PointwiseMaximum(problem.Epsilon * D.Maximum())

        let rec attempt μ ν attempts =
            let accepted =
                match solveDamped JᵀJ (μ * scales) -g with
                | ValueNone -> ValueNone
                | ValueSome p ->
                    let promised = 0.5 * p.DotProduct(μ * scales.PointwiseMultiply p - g)

                    LineSearch.accept problem visit (visit.Value - 1e-4 * promised) (visit.X + p)
                    |> ValueOption.map (fun next -> struct (next, (visit.Value - next.Value) / promised))

            match accepted with
            | ValueSome(struct (next, γ)) ->
                Goes(next, 1.0), { μ = μ * max (1.0 / 3.0) (1.0 - (2.0 * γ - 1.0) ** 3.0); D = D }
            | ValueNone when attempts > 0 -> attempt (ν * μ) (2.0 * ν) (attempts - 1)
            | ValueNone -> Stuck.move problem visit, last

        // A μ that has fallen to 0 could not grow again.
        attempt (max last.μ (problem.Epsilon * problem.Epsilon)) 2.0 30

    [<RequireQualifiedAccess>]
    module Minimizer =

        let gaussNewton = Minimizer("gaussNewton", gaussNewtonStep >> Walker.forgetful, converged)

        let levenbergMarquardtWith (damping: float) =
            let damping = Argument.positive "Minimizer.levenbergMarquardt" "the damping" damping

            let start (problem: Problem) =
                Walker.remembering (levenbergMarquardtStep problem) {
                    μ = damping
                    D = Vector<float>.Build.Dense problem.Size
                }

            Minimizer("levenbergMarquardt", start, converged)

        let levenbergMarquardt = levenbergMarquardtWith 1e-3
