using Core = FuncNet.GradientCheckModule;

namespace FuncNet;

/// <summary>
/// Compares derivatives by differentiation with differences of function values, in float64; inputs of another type throw
/// DTypeException. A function of any shape of result is projected on a drawn cotangent. Use it on every layer and operation
/// of your own.
/// </summary>
public static class GradientCheck
{
    /// <summary>The relative error that passes for smooth functions.</summary>
    public const double Tolerance = 1e-7;

    /// <summary>The relative error that passes next to a documented kink.</summary>
    public const double ToleranceNearKinks = 1e-5;

    /// <summary>The first derivatives, against central differences of fourth order; seed draws the directions.</summary>
    public static GradientReport First(
        Func<IReadOnlyList<Tensor>, Tensor> function,
        IReadOnlyList<Tensor> inputs,
        long seed = 0,
        double tolerance = Tolerance
    ) => Core.first(tolerance, Functions.KeyOf(seed), Functions.OfMany(function), [.. inputs]);

    /// <summary>The first derivatives of a function of one tensor.</summary>
    public static GradientReport First(
        Func<Tensor, Tensor> function,
        Tensor x,
        long seed = 0,
        double tolerance = Tolerance
    ) => First((IReadOnlyList<Tensor> inputs) => function(inputs[0]), [x], seed, tolerance);

    /// <summary>The second derivatives, against central differences of the gradient along a drawn direction.</summary>
    public static GradientReport Second(
        Func<IReadOnlyList<Tensor>, Tensor> function,
        IReadOnlyList<Tensor> inputs,
        long seed = 0,
        double tolerance = Tolerance
    ) => Core.second(tolerance, Functions.KeyOf(seed), Functions.OfMany(function), [.. inputs]);

    /// <summary>The second derivatives of a function of one tensor.</summary>
    public static GradientReport Second(
        Func<Tensor, Tensor> function,
        Tensor x,
        long seed = 0,
        double tolerance = Tolerance
    ) => Second((IReadOnlyList<Tensor> inputs) => function(inputs[0]), [x], seed, tolerance);

    /// <summary>The first derivatives, element by element, against MathNet.Numerics: a judge that shares no code with this library.</summary>
    public static GradientReport Independent(
        Func<IReadOnlyList<Tensor>, Tensor> function,
        IReadOnlyList<Tensor> inputs,
        long seed = 0,
        double tolerance = Tolerance
    ) => Core.independent(tolerance, Functions.KeyOf(seed), Functions.OfMany(function), [.. inputs]);

    /// <summary>Throws FuncNetException with the report, unless the first and the second derivatives are right.</summary>
    public static void Require(
        Func<IReadOnlyList<Tensor>, Tensor> function,
        IReadOnlyList<Tensor> inputs,
        long seed = 0,
        double tolerance = Tolerance
    ) => Core.requireWithin(tolerance, Functions.KeyOf(seed), Functions.OfMany(function), [.. inputs]);

    /// <summary>The same for a function of one tensor.</summary>
    public static void Require(Func<Tensor, Tensor> function, Tensor x, long seed = 0, double tolerance = Tolerance) =>
        Require((IReadOnlyList<Tensor> inputs) => function(inputs[0]), [x], seed, tolerance);
}
