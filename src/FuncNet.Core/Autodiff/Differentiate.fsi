namespace FuncNet

/// Going back over a tape.
module internal Backward =

    /// The adjoint of every place, from the adjoints of some; the last operation first. Unless they are kept, the
    /// adjoints of results are dropped when they have been used.
    val run: keep: bool -> tape: Tape -> seeds: (int * Tensor) list -> Tensor voption[]

/// Derivatives of functions of tensors, with respect to float32 and float64 inputs; others throw DTypeException. Each can
/// be applied again to what it gives: grad (fun x -> sum (grad f x)). What a function puts into a variable of the surroundings
/// stays traced, and keeps everything that was recorded alive; take numbers out with ToScalar or ToArray.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Differentiate =

    /// The results of a function of several tensors, and the map from gradients of its results to gradients of its inputs.
    val vjpMany: f: (Tensor[] -> Tensor[]) -> inputs: Tensor[] -> Tensor[] * (Tensor[] -> Tensor[])

    /// The result y = f(x), and the map from a gradient of y to the gradient of x: g ↦ gᵀ·J.
    val vjp: f: (Tensor -> Tensor) -> x: Tensor -> Tensor * (Tensor -> Tensor)

    /// The value of a function that gives one number and some tensors beside it, the gradients of the number, and what stood beside it.
    val valueAndGradBeside: f: (Tensor[] -> Tensor * Tensor[]) -> inputs: Tensor[] -> Tensor * Tensor[] * Tensor[]

    /// The value of a function of several tensors that gives one number, and its gradient with respect to each.
    val valueAndGradMany: f: (Tensor[] -> Tensor) -> inputs: Tensor[] -> Tensor * Tensor[]

    /// The gradients of a function of several tensors that gives one number.
    val gradMany: f: (Tensor[] -> Tensor) -> inputs: Tensor[] -> Tensor[]

    /// The value of a function that gives one number, and its gradient.
    val valueAndGrad: f: (Tensor -> Tensor) -> x: Tensor -> Tensor * Tensor

    /// The gradient ∇f(x) of a function that gives one number, in the shape of x.
    val grad: f: (Tensor -> Tensor) -> x: Tensor -> Tensor

    /// The value f(x) and the directional derivative J·v, by differentiating the transposed map twice.
    val jvp: f: (Tensor -> Tensor) -> x: Tensor -> v: Tensor -> Tensor * Tensor

    /// The derivative of every element of f(x) by every element of x: a tensor of the shape of f(x) followed by that of x.
    val jacobian: f: (Tensor -> Tensor) -> x: Tensor -> Tensor

    /// The second derivatives of a function that gives one number: a tensor of the shape of x twice.
    val hessian: f: (Tensor -> Tensor) -> x: Tensor -> Tensor

    /// H·v, without the matrix: the gradient of ∇f·v.
    val hessianVector: f: (Tensor -> Tensor) -> x: Tensor -> v: Tensor -> Tensor

/// The words that are used most, without a prefix.
[<AutoOpen>]
module Prelude =

    /// Σ x over every axis.
    val sum: x: Tensor -> Tensor

    /// The mean over every axis.
    val mean: x: Tensor -> Tensor

    /// A·B over the last two axes.
    val matmul: a: Tensor -> b: Tensor -> Tensor

    /// The gradient of a function that gives one number.
    val grad: f: (Tensor -> Tensor) -> x: Tensor -> Tensor

    /// The value of a function that gives one number, and its gradient.
    val valueAndGrad: f: (Tensor -> Tensor) -> x: Tensor -> Tensor * Tensor
