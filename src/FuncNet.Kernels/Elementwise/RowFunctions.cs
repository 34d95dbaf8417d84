using System.Numerics;

namespace FuncNet.Kernels;

/// <summary>The row kernel of every element-wise function, for every type that it is defined for.</summary>
internal static class RowFunctions
{
    /// <summary>The weight of a function that takes some tens of instructions.</summary>
    public const int Heavy = 24;

    /// <summary>Whether a function of one number takes few instructions.</summary>
    public static bool IsCheap(UnaryFunction f) =>
        f
            is UnaryFunction.Negate
                or UnaryFunction.Abs
                or UnaryFunction.Sign
                or UnaryFunction.Square
                or UnaryFunction.Sqrt
                or UnaryFunction.Reciprocal
                or UnaryFunction.Relu
                or UnaryFunction.Floor
                or UnaryFunction.Ceiling
                or UnaryFunction.Round;

    private static bool IsOfIntegers(UnaryFunction f) =>
        IsCheap(f) && f is not (UnaryFunction.Sqrt or UnaryFunction.Reciprocal);

    public static RowFunction Unary(UnaryFunction f, ElementType type)
    {
        int weight = IsCheap(f) ? 1 : Heavy;
        return type switch
        {
            ElementType.Float => RowFunction.Of<UnaryRow<float>, float, byte, byte, float>(weight, (int)f),
            ElementType.Double => RowFunction.Of<UnaryRow<double>, double, byte, byte, double>(weight, (int)f),
            ElementType.Int when IsOfIntegers(f) => RowFunction.Of<UnaryIntegerRow, int, byte, byte, int>(
                weight,
                (int)f
            ),
            _ => throw Missing(f, type),
        };
    }

    public static RowFunction Binary(BinaryFunction f, ElementType type) =>
        type switch
        {
            ElementType.Float => BinaryFloat<float>(f, type),
            ElementType.Double => BinaryFloat<double>(f, type),
            ElementType.Int => f switch
            {
                BinaryFunction.Divide => Pair<DivideIntegers, int>(),
                BinaryFunction.Remainder => Pair<RemainderOfIntegers, int>(),
                BinaryFunction.Power => Pair<PowerOfIntegers, int>(Heavy),
                _ => BinaryOfNumbers<int>(f, type),
            },
            _ => throw Missing(f, type),
        };

    public static RowFunction Compare(Comparison c, ElementType type) =>
        type switch
        {
            ElementType.Float => CompareNumbers<float>(c, type),
            ElementType.Double => CompareNumbers<double>(c, type),
            ElementType.Int => CompareNumbers<int>(c, type),
            _ => c is Comparison.Equal or Comparison.NotEqual ? CompareNumbers<byte>(c, type) : throw Missing(c, type),
        };

    public static RowFunction Logic(Logical l) =>
        l switch
        {
            Logical.And => Pair<And, byte>(),
            Logical.Or => Pair<Or, byte>(),
            Logical.Xor => Pair<Xor, byte>(),
            _ => throw Missing(l, ElementType.Bool),
        };

    public static RowFunction Not => RowFunction.Of<NotRow, byte, byte, byte, byte>();

    /// <summary>The condition is the third operand.</summary>
    public static RowFunction Select(ElementType type) =>
        type switch
        {
            ElementType.Float => Choice<float>(),
            ElementType.Double => Choice<double>(),
            ElementType.Int => Choice<int>(),
            _ => Choice<bool>(),
        };

    public static RowFunction Cast(ElementType from, ElementType to) =>
        from switch
        {
            ElementType.Float => CastFrom<float>(to),
            ElementType.Double => CastFrom<double>(to),
            ElementType.Int => CastFrom<int>(to),
            _ => CastFrom<bool>(to),
        };

    private static RowFunction BinaryFloat<T>(BinaryFunction f, ElementType type)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        f switch
        {
            BinaryFunction.Power => RowFunction.Of<PowerRow<T>, T, T, byte, T>(Heavy),
            BinaryFunction.Atan2 => Pair<Atan2<T>, T>(Heavy),
            _ => BinaryOfNumbers<T>(f, type),
        };

    private static RowFunction BinaryOfNumbers<T>(BinaryFunction f, ElementType type)
        where T : unmanaged, INumber<T> =>
        f switch
        {
            BinaryFunction.Add => Pair<Add<T>, T>(),
            BinaryFunction.Subtract => Pair<Subtract<T>, T>(),
            BinaryFunction.Multiply => Pair<Multiply<T>, T>(),
            BinaryFunction.Divide => Pair<Divide<T>, T>(),
            BinaryFunction.Maximum => Pair<Maximum<T>, T>(),
            BinaryFunction.Minimum => Pair<Minimum<T>, T>(),
            BinaryFunction.Remainder => Pair<Remainder<T>, T>(Heavy),
            _ => throw Missing(f, type),
        };

    private static RowFunction CompareNumbers<T>(Comparison c, ElementType type)
        where T : unmanaged, INumber<T> =>
        c switch
        {
            Comparison.Equal => Relation<EqualTo<T>, T>(),
            Comparison.NotEqual => Relation<NotEqualTo<T>, T>(),
            Comparison.Less => Relation<LessThan<T>, T>(),
            Comparison.LessOrEqual => Relation<AtMost<T>, T>(),
            Comparison.Greater => Relation<GreaterThan<T>, T>(),
            Comparison.GreaterOrEqual => Relation<AtLeast<T>, T>(),
            _ => throw Missing(c, type),
        };

    private static RowFunction Pair<TFunction, T>(int weight = 1)
        where TFunction : struct, IBinary<T>
        where T : unmanaged => RowFunction.Of<BinaryRow<TFunction, T>, T, T, byte, T>(weight);

    private static RowFunction Relation<TRelation, T>()
        where TRelation : struct, IRelation<T>
        where T : unmanaged => RowFunction.Of<CompareRow<TRelation, T>, T, T, byte, bool>();

    private static RowFunction Choice<T>()
        where T : unmanaged => RowFunction.Of<SelectRow<T>, T, T, bool, T>();

    private static RowFunction CastFrom<T>(ElementType to)
        where T : unmanaged =>
        to switch
        {
            ElementType.Float => RowFunction.Of<CastRow<T, float>, T, byte, byte, float>(),
            ElementType.Double => RowFunction.Of<CastRow<T, double>, T, byte, byte, double>(),
            ElementType.Int => RowFunction.Of<CastRow<T, int>, T, byte, byte, int>(),
            _ => RowFunction.Of<CastRow<T, bool>, T, byte, byte, bool>(),
        };

    private static NotSupportedException Missing(Enum f, ElementType type) =>
        new($"{f} has no kernel for elements of type {type}.");
}
