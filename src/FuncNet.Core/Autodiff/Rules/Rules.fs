namespace FuncNet

/// An operation of your own: name, shape rule, numbers and derivative. The gradient is written with tensor operations, so
/// it can be differentiated again. Use it with Tensor.custom, and check it with GradientCheck.
[<AbstractClass>]
type CustomOperation() =

    /// The name, as it stands in tables, graphs and messages.
    abstract Name: string

    /// The shape and type of the result; throw ShapeException for operands that do not fit.
    abstract Infer: operands: TensorSpec[] -> TensorSpec

    /// The numbers of the result, in row-major order: an array of float32, double, int or bool, as Infer says.
    abstract Evaluate: operands: NDArray[] -> System.Array

    /// The gradient of a loss with respect to each operand, from its gradient with respect to the result; each in the shape of its operand.
    abstract Gradient: operands: Tensor[] * result: Tensor * gradient: Tensor -> Tensor[]

    interface ICustomPrimitive with
        member op.Name = op.Name
        member op.Infer operands = op.Infer operands
        member op.Evaluate operands = op.Evaluate operands

/// The derivative of every primitive: a line a family.
module internal Rules =

    let private custom (op: ICustomPrimitive) (x: Tensor[]) (y: Tensor) (g: Tensor) =
        match op with
        | :? CustomOperation as op ->
            let gradients = op.Gradient(x, y, g)

            if gradients.Length <> x.Length then
                Errors.shape "%s: Gradient must give one tensor for each of the %d operands." op.Name x.Length

            fun operand ->
                if gradients[operand].Spec <> x[operand].Spec then
                    Errors.shape
                        "%s: the gradient of operand %d is %O, the operand is %O."
                        op.Name
                        (operand + 1)
                        gradients[operand].Spec
                        x[operand].Spec

                gradients[operand]
        | op -> raise (FuncNetException $"{op.Name} has no derivative; inherit CustomOperation to give it one.")

    /// The gradient of the loss with respect to an operand x[i], from its gradients g with respect to the results y.
    let pullback op (x: Tensor[]) (y: Tensor[]) (g: Tensor[]) : int -> Tensor =
        match op with
        | Primitive.Elementwise op -> ElementwiseRules.pullback op x y[0] g[0]
        | Primitive.Reduction op -> fun _ -> ReductionRules.pullback op x[0] y g[0]
        | Primitive.Shaping op -> ShapingRules.pullback op x g[0]
        | Primitive.LinearAlgebra op -> ProductRules.linearAlgebra op x g[0]
        | Primitive.Convolution op -> ProductRules.convolution op x y g[0]
        | Primitive.Indexing op -> fun _ -> ProductRules.indexing op x g[0]
        | Primitive.Sampling _
        | Primitive.Control Control.StopGradient -> fun operand -> Tensor.zerosLike x[operand]
        | Primitive.Custom op -> custom op x y[0] g[0]

/// Operations of the user's own.
[<AutoOpen>]
module TensorCustom =

    [<RequireQualifiedAccess>]
    module Tensor =

        /// Applies an operation of your own.
        let custom (op: CustomOperation) (operands: Tensor seq) =
            Tensor.Apply(Primitive.Custom op, Seq.toArray operands)
