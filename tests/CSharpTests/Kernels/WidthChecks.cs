using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Runtime.Intrinsics;
using FuncNet.Kernels;

namespace CSharpTests.Kernels;

/// <summary>
/// The tests that hold every kernel to plain loops in double, once more, in a process that was started with vectors of another width.
/// </summary>
internal static class WidthChecks
{
    private static readonly Type[] Tests =
    [
        typeof(MatrixProductTests),
        typeof(ConvolutionTests),
        typeof(PoolingTests),
        typeof(ReductionTests),
        typeof(UnaryTests),
        typeof(BroadcastTests),
        typeof(MovementTests),
        typeof(PhiloxTests),
    ];

    /// <summary>Bits of the widest vectors that this process has.</summary>
    public static int Width =>
        Vector512.IsHardwareAccelerated ? 512
        : Vector256.IsHardwareAccelerated ? 256
        : 128;

    /// <summary>Runs the checks if the width is the expected one; gives how many there were. What fails, throws.</summary>
    public static int Run(int expectedWidth)
    {
        if (Width != expectedWidth)
        {
            throw new InvalidOperationException($"Vectors of {expectedWidth} bits were expected; they have {Width}.");
        }
        MethodInfo[] facts =
        [
            .. Tests
                .SelectMany(test => test.GetMethods())
                .Where(method => method.IsDefined(typeof(FactAttribute)) && method.GetParameters() is []),
        ];
        foreach (MethodInfo fact in facts)
        {
            try
            {
                fact.Invoke(Activator.CreateInstance(fact.DeclaringType!), null);
            }
            catch (TargetInvocationException mistake) when (mistake.InnerException is not null)
            {
                ExceptionDispatchInfo.Throw(mistake.InnerException);
            }
        }
        AccuracyTests accuracy = new();
        UnaryFunction[] functions = [.. AccuracyTests.Functions.Cast<object[]>().Select(row => (UnaryFunction)row[0])];
        foreach (UnaryFunction f in functions)
        {
            accuracy.Of_floats_is_under_2_ulp(f);
            accuracy.Of_doubles_is_under_4_ulp(f);
            accuracy.Of_infinities_zeros_and_no_numbers_is_what_Math_says(f);
        }
        return facts.Length + 3 * functions.Length;
    }
}
