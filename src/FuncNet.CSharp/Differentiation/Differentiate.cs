using Core = FuncNet.DifferentiateModule;

namespace FuncNet;

/// <summary>
/// Derivatives of functions of tensors. Each can be taken again of what it gives. Inputs are float32 or float64, or it is a
/// DTypeException; where a function must give one number and gives more, it is a ShapeException. What a function puts into a
/// variable of the surroundings stays traced, and keeps everything that was recorded alive; take numbers out with ToScalar or ToArray.
/// </summary>
public static class Differentiate
{
    /// <summary>
    /// The gradient ∇f(x) of a function that gives one number, in the shape of x:
    /// <c>Differentiate.Gradient(x => (x.Sin() * x).Sum(), x0)</c> is cos(x₀)·x₀ + sin(x₀).
    /// </summary>
    public static Tensor Gradient(Func<Tensor, Tensor> function, Tensor x) => Core.grad(Functions.Of(function), x);

    /// <summary>The gradient as a function, which can be differentiated again.</summary>
    public static Func<Tensor, Tensor> Gradient(Func<Tensor, Tensor> function) => x => Gradient(function, x);

    /// <summary>The gradients of a function of several tensors that gives one number, each in the shape of its input.</summary>
    public static IReadOnlyList<Tensor> Gradient(
        Func<IReadOnlyList<Tensor>, Tensor> function,
        IReadOnlyList<Tensor> inputs
    ) => Core.gradMany(Functions.OfMany(function), [.. inputs]);

    /// <summary>The gradient of a function of a tree that gives one number: a tree of the same names.</summary>
    public static Parameters Gradient(Func<Parameters, Tensor> function, Parameters parameters) =>
        ParametersModule.grad(Functions.Of(function), parameters);

    /// <summary>The value f(x) of a function that gives one number, and its gradient.</summary>
    public static (Tensor Value, Tensor Gradient) ValueAndGradient(Func<Tensor, Tensor> function, Tensor x)
    {
        var (value, gradient) = Core.valueAndGrad(Functions.Of(function), x);
        return (value, gradient);
    }

    /// <summary>The value of a function of several tensors that gives one number, and its gradients.</summary>
    public static (Tensor Value, IReadOnlyList<Tensor> Gradients) ValueAndGradient(
        Func<IReadOnlyList<Tensor>, Tensor> function,
        IReadOnlyList<Tensor> inputs
    )
    {
        var (value, gradients) = Core.valueAndGradMany(Functions.OfMany(function), [.. inputs]);
        return (value, gradients);
    }

    /// <summary>The value of a function of a tree that gives one number, and its gradient: a tree of the same names.</summary>
    public static (Tensor Value, Parameters Gradient) ValueAndGradient(
        Func<Parameters, Tensor> function,
        Parameters parameters
    )
    {
        var (value, gradient) = ParametersModule.valueAndGrad(Functions.Of(function), parameters);
        return (value, gradient);
    }

    /// <summary>The result y = f(x), and the map from a gradient of y to the gradient of x: g ↦ gᵀ·J.</summary>
    public static (Tensor Value, Func<Tensor, Tensor> Pullback) VectorJacobian(Func<Tensor, Tensor> function, Tensor x)
    {
        var (value, pullback) = Core.vjp(Functions.Of(function), x);
        return (value, pullback.Invoke);
    }

    /// <summary>The result f(x), and the derivative J·v along a direction v in the shape of x.</summary>
    public static (Tensor Value, Tensor Derivative) JacobianVector(
        Func<Tensor, Tensor> function,
        Tensor x,
        Tensor direction
    )
    {
        var (value, derivative) = Core.jvp(Functions.Of(function), x, direction);
        return (value, derivative);
    }

    /// <summary>The derivative of every element of f(x) by every element of x: the shape of f(x) followed by that of x.</summary>
    public static Tensor Jacobian(Func<Tensor, Tensor> function, Tensor x) => Core.jacobian(Functions.Of(function), x);

    /// <summary>The second derivatives of a function that gives one number: the shape of x twice.</summary>
    public static Tensor Hessian(Func<Tensor, Tensor> function, Tensor x) => Core.hessian(Functions.Of(function), x);

    /// <summary>H·v without the matrix, for a function that gives one number and a direction v in the shape of x.</summary>
    public static Tensor HessianVector(Func<Tensor, Tensor> function, Tensor x, Tensor direction) =>
        Core.hessianVector(Functions.Of(function), x, direction);
}
