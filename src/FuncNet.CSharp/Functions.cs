using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace FuncNet;

/// <summary>Delegates as the functions that the core takes, and back.</summary>
internal static class Functions
{
    public static FSharpFunc<A, B> Of<A, B>(Func<A, B> f) => FuncConvert.FromFunc(f);

    public static FSharpFunc<A, FSharpFunc<B, C>> Of<A, B, C>(Func<A, B, C> f) => FuncConvert.FromFunc(f);

    public static FSharpFunc<A, FSharpFunc<B, FSharpFunc<C, D>>> Of<A, B, C, D>(Func<A, B, C, D> f) =>
        FuncConvert.FromFunc(f);

    /// <summary>A function of several tensors, which can't change the array that it is shown.</summary>
    public static FSharpFunc<Tensor[], Tensor> OfMany(Func<IReadOnlyList<Tensor>, Tensor> f) =>
        FuncConvert.FromFunc((Tensor[] x) => f(x));

    public static FSharpList<T> List<T>(IEnumerable<T> items) => ListModule.OfSeq(items);

    public static Key KeyOf(long seed) => Key.OfSeed(unchecked((ulong)seed));
}
