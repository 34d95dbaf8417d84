using Reductions = FuncNet.TensorReductions.Tensor;

namespace FuncNet;

/// <summary>
/// Sums, extremes and orders along axes. Without axes they go over the whole tensor and give a scalar; with axes, these are
/// gone from the result. Negative axes count from the end; an axis that is not there throws ShapeException.
/// </summary>
public static class ReductionExtensions
{
    /// <summary>Σ x; the sum of nothing is 0.</summary>
    public static Tensor Sum(this Tensor x) => Reductions.sum(x);

    /// <summary>Σ x over some axes.</summary>
    public static Tensor Sum(this Tensor x, params IReadOnlyList<int> axes) => Reductions.sumOver(axes, x);

    /// <summary>Σ x / n; the mean of nothing is NaN. Of whole numbers it is a DTypeException.</summary>
    public static Tensor Mean(this Tensor x) => Reductions.mean(x);

    /// <summary>Σ x / n over some axes.</summary>
    public static Tensor Mean(this Tensor x, params IReadOnlyList<int> axes) => Reductions.meanOver(axes, x);

    /// <summary>Σ (x − mean)² / n.</summary>
    public static Tensor Variance(this Tensor x) => Reductions.variance(x);

    /// <summary>Σ (x − mean)² / n over some axes.</summary>
    public static Tensor Variance(this Tensor x, params IReadOnlyList<int> axes) => Reductions.varianceOver(0, axes, x);

    /// <summary>Σ (x − mean)² / (n − correction) over some axes; 1 makes it unbiased.</summary>
    public static Tensor Variance(this Tensor x, IReadOnlyList<int> axes, int correction) =>
        Reductions.varianceOver(correction, axes, x);

    /// <summary>The largest element; equal ones share the derivative. Of nothing it is a ShapeException.</summary>
    public static Tensor Max(this Tensor x) => Reductions.max(x);

    /// <summary>The largest element over some axes.</summary>
    public static Tensor Max(this Tensor x, params IReadOnlyList<int> axes) => Reductions.maxOver(axes, x);

    /// <summary>The smallest element; equal ones share the derivative. Of nothing it is a ShapeException.</summary>
    public static Tensor Min(this Tensor x) => Reductions.min(x);

    /// <summary>The smallest element over some axes.</summary>
    public static Tensor Min(this Tensor x, params IReadOnlyList<int> axes) => Reductions.minOver(axes, x);

    /// <summary>ln Σ eˣ, without overflow.</summary>
    public static Tensor LogSumExp(this Tensor x) => Reductions.logSumExp(x);

    /// <summary>ln Σ eˣ over some axes, without overflow.</summary>
    public static Tensor LogSumExp(this Tensor x, params IReadOnlyList<int> axes) => Reductions.logSumExpOver(axes, x);

    /// <summary>
    /// The place of the first maximum of a vector, as a number: <c>int digit = network.Predict(image).ArgMax();</c>. A tensor that
    /// is no vector throws ShapeException; name the axis then.
    /// </summary>
    public static int ArgMax(this Tensor x) => (int)Reductions.argMax(0, Vector(x, nameof(ArgMax))).ToScalar();

    /// <summary>The place of the first maximum along an axis, int32.</summary>
    public static Tensor ArgMax(this Tensor x, int axis) => Reductions.argMax(axis, x);

    /// <summary>The place of the first minimum of a vector, as a number. A tensor that is no vector throws ShapeException.</summary>
    public static int ArgMin(this Tensor x) => (int)Reductions.argMin(0, Vector(x, nameof(ArgMin))).ToScalar();

    /// <summary>The place of the first minimum along an axis, int32.</summary>
    public static Tensor ArgMin(this Tensor x, int axis) => Reductions.argMin(axis, x);

    /// <summary>eˣ / Σ eˣ along an axis, the last by default.</summary>
    public static Tensor Softmax(this Tensor x, int axis = -1) => Reductions.softmax(axis, x);

    /// <summary>x − ln Σ eˣ along an axis, the last by default.</summary>
    public static Tensor LogSoftmax(this Tensor x, int axis = -1) => Reductions.logSoftmax(axis, x);

    /// <summary>yᵢ = Σ xⱼ over j ≤ i along an axis, the last by default.</summary>
    public static Tensor CumulativeSum(this Tensor x, int axis = -1) => Reductions.cumulativeSum(axis, x);

    /// <summary>
    /// The elements along an axis in order, and the int32 places they came from. Equal elements keep their order; NaN is last.
    /// </summary>
    public static (Tensor Values, Tensor Places) Sort(this Tensor x, int axis = -1, bool descending = false)
    {
        var (values, places) = descending ? Reductions.sortDescending(axis, x) : Reductions.sort(axis, x);
        return (values, places);
    }

    /// <summary>The k largest elements along an axis in descending order, and their int32 places.</summary>
    public static (Tensor Values, Tensor Places) TopK(this Tensor x, int k, int axis = -1)
    {
        var (values, places) = Reductions.topK(k, axis, x);
        return (values, places);
    }

    /// <summary>√Σ x² over every element.</summary>
    public static Tensor Norm(this Tensor x) => Reductions.norm(x);

    private static Tensor Vector(Tensor x, string operation) =>
        x.Rank == 1
            ? x
            : throw new ShapeException(
                $"{operation}: without an axis a vector was expected; the shape is {x.Shape}. Name the axis: {operation}(axis: -1)."
            );
}
