/// Functions to go down, with the minima that they are known to have; float64.
module FuncNet.Tests.Valleys

open System
open FuncNet
open MathNet.Numerics.LinearAlgebra

let point (x: float list) = Tensor.vector x
let numbers (x: Tensor) = (Tensor.cast DType.Float64 x).ToArray<float>()

/// (a + 2b − 7)² + (2a + b − 5)²: 0 at (1, 3).
let booth (x: Tensor) =
    let a, b = x[0], x[1]
    Tensor.square (a + 2.0 * b - 7.0) + Tensor.square (2.0 * a + b - 5.0)

/// Σ 100(xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)²: 0 at (1, …, 1).
let rosenbrock (x: Tensor) =
    let a, b = Tensor.narrow 0 0 (x.Size - 1) x, Tensor.narrow 0 1 (x.Size - 1) x
    sum (100.0 * Tensor.square (b - Tensor.square a) + Tensor.square (1.0 - a))

/// (1.5 − a + ab)² + (2.25 − a + ab²)² + (2.625 − a + ab³)²: 0 at (3, ½), a saddle at (0, 1).
let beale (x: Tensor) =
    let a, b = x[0], x[1]
    let term (c: float) (power: float) = Tensor.square (c - a + a * b ** power)
    term 1.5 1.0 + term 2.25 2.0 + term 2.625 3.0

/// 10n + Σ x² − 10 cos 2πx: 0 at 0, and a minimum next to every point of whole numbers.
let rastrigin (x: Tensor) = sum (Tensor.square x - 10.0 * cos (2.0 * Math.PI * x) + 10.0)

/// ½xᵀAx − bᵀx with a drawn A, positive definite, of which the eigenvalues are at least 1; and where it is least.
let quadratic (rng: Random) n =
    let drawn rows columns =
        Matrix<float>.Build.Dense(rows, columns, Array.init (rows * columns) (fun _ -> 2.0 * rng.NextDouble() - 1.0))

    let B, b = drawn n n, (drawn n 1).Column 0
    let A = B.TransposeThisAndMultiply B + Matrix<float>.Build.DenseIdentity n
    let matrix, vector = Tensor.ofArray [ n; n ] (A.ToRowMajorArray()), Tensor.vector (b.ToArray())
    let f (x: Tensor) = 0.5 * sum (x * Tensor.matmul matrix x) - sum (vector * x)
    f, (A.Solve b).ToArray()

let states minimizer f start = Minimizer.states (Objective.ofTensor f) (point start) minimizer |> Seq.toList
let last minimizer f start = Minimizer.run (Objective.ofTensor f) (point start) minimizer

let exact = Minimizer.withTolerance 1e-10

/// That it has converged, to this point.
let arrived tolerance (expected: float seq) (state: MinimizerState<Tensor>) =
    Xunit.Assert.Equal(("", MinimizerStatus.Converged), (state.Explanation, state.Status))
    Close.values tolerance expected state.Point

/// The values of a sequence of states, of which none is higher than the one before it, up to rounding.
let falls (states: MinimizerState<'Point> seq) =
    for before, after in Seq.pairwise states do
        Xunit.Assert.True(
            after.Value <= before.Value + 1e-14 * abs before.Value,
            $"{before} goes up to {after.Value:R}"
        )
