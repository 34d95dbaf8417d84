namespace FuncNet

open System
open MathNet.Numerics.LinearAlgebra

/// A point x with f(x) and ∇f(x).
[<NoComparison; NoEquality>]
type internal Visit = {
    X: Vector<float>
    Value: float
    Gradient: Vector<float>
} with

    member visit.IsFinite = Double.IsFinite visit.Value && visit.Gradient.ForAll(fun g -> Double.IsFinite g)

/// An objective as a function of one vector: the leaves of a point, one behind the other. Vectors are float64; the objective
/// is computed in the type of the point, and every x that is visited is one that this type can hold.
[<Sealed>]
type internal Problem
    private (specs: TensorSpec[], dtype: DType, value: Tensor[] -> Tensor, residuals: (Tensor[] -> Tensor) voption) =

    let size = specs |> Array.sumBy _.Shape.Size
    let starts = specs |> Array.scan (fun start spec -> start + spec.Shape.Size) 0

    /// The leaves of a flat tensor, in a way that can be differentiated.
    let leaves (x: Tensor) =
        specs
        |> Array.mapi (fun i spec ->
            Tensor.narrow 0 starts[i] spec.Shape.Size x |> Tensor.reshape spec.Shape |> Tensor.cast spec.DType)

    let f (x: Tensor) =
        let y = value (leaves x)

        if y.Size <> 1 || not y.DType.IsFloat then
            Errors.shape
                "Minimizer: the objective must give one float number; it gave %O. Sum it, or make an objective of residuals with Objective.ofResiduals."
                y.Spec

        y

    let flat (x: Vector<float>) = Tensor.vector (x.ToArray()) |> Tensor.cast dtype
    let numbers (x: Tensor) = (Tensor.cast DType.Float64 x).ToArray<float>()
    let vector (x: Tensor) = Vector<float>.Build.Dense(numbers x)
    let matrix rows (x: Tensor) = Matrix<float>.Build.DenseOfRowMajor(rows, size, numbers x)

    /// n, the length of the vectors.
    member _.Size = size

    /// The distance from 1 to the next number of the type in which the objective is computed.
    member _.Epsilon = Linear.epsilon dtype

    member _.DType = dtype
    member _.Leaves(x: Vector<float>) = leaves (flat x)

    member _.Value(x: Vector<float>) = (f (flat x)).ToScalar()

    member _.Visit(x: Vector<float>) =
        let x = flat x
        let value, gradient = Differentiate.valueAndGrad f x
        { X = vector x; Value = value.ToScalar(); Gradient = vector gradient }

    /// ∇²f(x): [n; n], symmetric.
    member _.Hessian(x: Vector<float>) =
        let H = Differentiate.hessian f (flat x) |> matrix size
        0.5 * (H + H.Transpose())

    /// r(x) and its Jacobian [m; n]; for a method that needs them.
    member _.Residuals(operation: string, x: Vector<float>) =
        match residuals with
        | ValueNone ->
            Errors.configuration
                "Minimizer.%s: it needs the residuals r of an objective ½Σr². Make one with Objective.ofResiduals, or take Minimizer.lbfgs."
                operation
        | ValueSome residuals ->
            let x = flat x
            let r x = Tensor.reshape [ -1 ] (residuals (leaves x))
            let y = r x
            struct (vector y, Differentiate.jacobian r x |> matrix y.Size)

    /// The problem of an objective for points like this one, and where this one is.
    static member Of(objective: Objective<'Point>, point: 'Point) : Problem * Vector<float> =
        let tensors = objective.Leaves point

        for tensor in tensors do
            if not tensor.DType.IsFloat then
                Errors.dtype
                    "Minimizer: a point is float32 or float64; a tensor of this start is %O. Cast it."
                    tensor.Spec

        if tensors |> Array.sumBy _.Size = 0 then
            Errors.configuration "Minimizer: the start has no number that could be changed."

        let dtype =
            if tensors |> Array.exists (fun tensor -> tensor.DType = DType.Float64) then
                DType.Float64
            else
                DType.Float32

        let at f leaves = f (objective.WithLeaves point leaves)

        let x = tensors |> Array.collect (fun tensor -> (Tensor.cast DType.Float64 tensor).ToArray<float>())

        let problem =
            Problem(tensors |> Array.map _.Spec, dtype, at objective.Value, ValueOption.map at objective.Residuals)

        problem, Vector<float>.Build.Dense x
