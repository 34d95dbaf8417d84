module FuncNet.Tests.``Least squares in closed form``

open System
open Xunit
open FsCheck.Xunit
open FuncNet
open FuncNet.Tests.Valleys
open MathNet.Numerics.LinearAlgebra

let private matrix (x: Tensor) = Matrix<float>.Build.DenseOfRowMajor(x.Shape[0], x.Size / x.Shape[0], numbers x)
let private norm (x: Tensor) = (sqrt (sum (Tensor.square x))).ToScalar()

[<Property(Arbitrary = [| typeof<Draw> |])>]
let ``the residual is orthogonal to every column, as in the normal equations`` (seed: Seed) =
    let rng = seed.Rng
    let d, k = rng.Next(1, 6), rng.Next(1, 4)
    let n = d + rng.Next(0, 10)
    let x = Draws.tensor rng [ n; d ] + Tensor.pad [ 0, n - d; 0, 0 ] (3.0 * Tensor.eye DType.Float64 d)
    let y = Draws.tensor rng [ n; k ]
    let w = Minimizer.leastSquares x y
    Assert.Equal<Shape>(Shape(d, k), w.Shape)
    Close.values 1e-9 (Array.zeroCreate (d * k)) (Tensor.matmul (Tensor.transpose x) (Tensor.matmul x w - y))
    let X = matrix x
    let expected = (X.TransposeThisAndMultiply X).Solve(X.TransposeThisAndMultiply(matrix y))
    Close.values 1e-7 (expected.ToRowMajorArray()) w
    // A column of targets and a vector of them are one thing.
    Close.tensors
        1e-12
        (Tensor.reshape [ d ] (Minimizer.leastSquares x y[Slice.All, Slice.At 0]))
        (w[Slice.All, Slice.At 0])

/// Points around 2 + 3a − b, with a column of ones.
let private line =
    let rng = Random 5
    let features = Draws.tensor rng [ 40; 2 ]
    let x = Tensor.concatenate 1 [ Tensor.full DType.Float64 [ 40; 1 ] 1.0; features ]
    x, Tensor.matmul x (point [ 2.0; 3.0; -1.0 ]) + 0.1 * Draws.tensor rng [ 40 ]

[<Fact>]
let ``gradient descent reaches the weights of the closed form`` () =
    let x, y = line
    let w = Minimizer.leastSquares x y
    let loss (tree: Parameters) = mean (Tensor.square (Tensor.matmul x tree["w"] - y))
    let optimizer = Optimizer.sgd 0.2
    let start = Parameters.ofSeq [ "w", point [ 0.0; 0.0; 0.0 ] ]

    let next (w, state) _ =
        let updates, state = Optimizer.update optimizer (Parameters.grad loss w) state w
        Optimizer.apply updates w, state

    let descended, _ = List.fold next (start, Optimizer.init optimizer start) [ 1..400 ]
    Close.tensors 1e-10 w descended["w"]
    Assert.True(norm (start["w"] - w) > 1.0)
    let residuals = Objective.ofResiduals (fun w -> Tensor.matmul x w - y)

    for minimizer in
        [
            Minimizer.newton
            Minimizer.conjugateGradient
            Minimizer.lbfgs 5
            Minimizer.gaussNewton
            Minimizer.levenbergMarquardt
        ] do
        let found = Minimizer.run residuals start["w"] (exact minimizer)
        Close.tensors 1e-9 w found.Point

[<Fact>]
let ``of many solutions the shortest is given`` () =
    // Two equal columns share what one would have.
    let x = Tensor.matrix [ [ 1.0; 1.0; 0.0 ]; [ 2.0; 2.0; 1.0 ]; [ 3.0; 3.0; 0.0 ]; [ 4.0; 4.0; 5.0 ] ]
    let one = Minimizer.leastSquares (Tensor.narrow 1 1 2 x) (point [ 1.0; 2.0; 0.5; 7.0 ])
    let w = Minimizer.leastSquares x (point [ 1.0; 2.0; 0.5; 7.0 ])
    Close.values 1e-12 [ (one[0]).ToScalar() / 2.0; (one[0]).ToScalar() / 2.0; (one[1]).ToScalar() ] w
    // More columns than samples: a + 2b = 5 is nearest to 0 at (1, 2).
    Close.values 1e-12 [ 1.0; 2.0 ] (Minimizer.leastSquares (Tensor.matrix [ [ 1.0; 2.0 ] ]) (point [ 5.0 ]))
    // Nothing but zeros.
    Close.values
        0.0
        [ 0.0; 0.0 ]
        (Minimizer.leastSquares (Tensor.full DType.Float64 [ 3; 2 ] 0.0) (point [ 1.0; 2.0; 3.0 ]))

[<Property(Arbitrary = [| typeof<Draw> |])>]
let ``ridge is its formula, for more samples and for fewer`` (seed: Seed) =
    let rng = seed.Rng
    let n, d = rng.Next(1, 8), rng.Next(1, 8)
    let x, y = Draws.tensor rng [ n; d ], Draws.tensor rng [ n ]
    let X, λ = matrix x, 0.1 + rng.NextDouble()

    let expected =
        (X.TransposeThisAndMultiply X + λ * Matrix<float>.Build.DenseIdentity d)
            .Solve(X.TransposeThisAndMultiply((matrix y).Column 0))

    Close.values 1e-9 expected (Minimizer.ridge λ x y)
    Assert.True(norm (Minimizer.ridge (10.0 * λ) x y) < norm (Minimizer.ridge λ x y))

[<Fact>]
let ``ridge of 0 is least squares, and float32 stays float32`` () =
    let x, y = line
    Assert.Equal(Minimizer.leastSquares x y, Minimizer.ridge 0.0 x y)
    let single = Tensor.cast DType.Float32
    let w = Minimizer.leastSquares (single x) (single y)
    Close.tensors 1e-5 (single (Minimizer.leastSquares x y)) w
    // Columns that are equal up to the rounding of float32 count as equal.
    let twice = Tensor.concatenate 1 [ single x; single x * (1.0 + 1.2e-7) ]
    Assert.InRange(norm (Minimizer.leastSquares twice (single y)), 0.0, 4.0)

[<Fact>]
let ``what does not fit is an error that says how`` () =
    let x, y = line
    Thrown.by<ShapeException, _> [ "[40; 3]"; "[39]" ] (fun () -> Minimizer.leastSquares x (Tensor.narrow 0 0 39 y))
    Thrown.by<ShapeException, _> [ "[40]" ] (fun () -> Minimizer.leastSquares y y)

    Thrown.by<ShapeException, _> [ "[0; 3]" ] (fun () ->
        Minimizer.leastSquares (Tensor.narrow 0 0 0 x) (Tensor.narrow 0 0 0 y))

    Thrown.by<DTypeException, _> [ "int32" ] (fun () -> Minimizer.leastSquares (Tensor.cast DType.Int32 x) y)
    Thrown.by<DTypeException, _> [ "float32" ] (fun () -> Minimizer.leastSquares x (Tensor.cast DType.Float32 y))
    Thrown.by<DataException, _> [ "y"; "NaN" ] (fun () -> Minimizer.leastSquares x (y * nan))
    Thrown.by<ConfigurationException, _> [ "lambda"; "-1" ] (fun () -> Minimizer.ridge -1.0 x y)
