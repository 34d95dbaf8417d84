#pragma warning disable 1591
namespace FuncNet.Kernels;
public enum UnaryFunction { Negate, Abs, Sign, Square, Sqrt, Reciprocal, Exp, Expm1, Log, Log1p, Sin, Cos, Tan, Asin, Acos, Atan, Sinh, Cosh, Tanh, Sigmoid, Softplus, Relu, Erf, Floor, Ceiling, Round }
public enum BinaryFunction { Add, Subtract, Multiply, Divide, Power, Maximum, Minimum, Atan2, Remainder }
public enum Comparison { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual }
public enum Logical { And, Or, Xor }
public enum Fold { Sum, Product, Maximum, Minimum }
public static class Elementwise {
 public static void Unary<T>(UnaryFunction f, ReadOnlySpan<T> x, Span<T> y) where T:unmanaged {}
 public static void Binary<T>(BinaryFunction f, ReadOnlySpan<T> a, ReadOnlySpan<int> shapeA, ReadOnlySpan<T> b, ReadOnlySpan<int> shapeB, Span<T> y, ReadOnlySpan<int> shapeY) where T:unmanaged {}
 public static void Compare<T>(Comparison f, ReadOnlySpan<T> a, ReadOnlySpan<int> shapeA, ReadOnlySpan<T> b, ReadOnlySpan<int> shapeB, Span<bool> y, ReadOnlySpan<int> shapeY) where T:unmanaged {}
 public static void Select<T>(ReadOnlySpan<bool> c, ReadOnlySpan<int> shapeC, ReadOnlySpan<T> a, ReadOnlySpan<int> shapeA, ReadOnlySpan<T> b, ReadOnlySpan<int> shapeB, Span<T> y, ReadOnlySpan<int> shapeY) where T:unmanaged {}
 public static void Logic(Logical f, ReadOnlySpan<bool> a, ReadOnlySpan<int> shapeA, ReadOnlySpan<bool> b, ReadOnlySpan<int> shapeB, Span<bool> y, ReadOnlySpan<int> shapeY) {}
 public static void Not(ReadOnlySpan<bool> x, Span<bool> y) {}
 public static void Cast<A,B>(ReadOnlySpan<A> x, Span<B> y) where A:unmanaged where B:unmanaged {}
}
public static class Reduction {
 public static void Reduce<T>(Fold f, ReadOnlySpan<T> x, int outer, int length, int inner, Span<T> y) where T:unmanaged {}
 public static void ArgMax<T>(ReadOnlySpan<T> x, int outer, int length, int inner, Span<int> y) where T:unmanaged {}
 public static void ArgMin<T>(ReadOnlySpan<T> x, int outer, int length, int inner, Span<int> y) where T:unmanaged {}
 public static void LogSumExp<T>(ReadOnlySpan<T> x, int outer, int length, int inner, Span<T> y) where T:unmanaged {}
 public static void Softmax<T>(ReadOnlySpan<T> x, int outer, int length, int inner, Span<T> y) where T:unmanaged {}
 public static void CumulativeSum<T>(ReadOnlySpan<T> x, int outer, int length, int inner, Span<T> y, bool reverse) where T:unmanaged {}
 public static void ArgSort<T>(ReadOnlySpan<T> x, int outer, int length, int inner, Span<int> y, bool descending) where T:unmanaged {}
}
public static class Movement {
 public static void Read<T>(ReadOnlySpan<T> x, int offset, ReadOnlySpan<int> shape, ReadOnlySpan<int> strides, Span<T> y) where T:unmanaged {}
 public static void Write<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> shape, Span<T> y, int offset, ReadOnlySpan<int> strides) where T:unmanaged {}
}
public static class Indexing {
 public static void Gather<T>(ReadOnlySpan<T> x, int outer, int length, int inner, ReadOnlySpan<int> i, Span<T> y) where T:unmanaged {}
 public static void ScatterAdd<T>(ReadOnlySpan<T> x, int outer, int length, int inner, ReadOnlySpan<int> i, Span<T> y) where T:unmanaged {}
 public static void GatherAlong<T>(ReadOnlySpan<T> x, int outer, int length, int inner, ReadOnlySpan<int> i, int m, Span<T> y) where T:unmanaged {}
 public static void ScatterAddAlong<T>(ReadOnlySpan<T> x, int outer, int length, int inner, ReadOnlySpan<int> i, int m, Span<T> y) where T:unmanaged {}
 public static int FirstOutside(ReadOnlySpan<int> i, int length) => -1;
}
public static class MatrixProduct {
 public static void Multiply<T>(int m, int n, int k, ReadOnlySpan<T> a, bool transposeA, ReadOnlySpan<T> b, bool transposeB, Span<T> c) where T:unmanaged {}
 public static void MultiplyBatch<T>(int batch, int m, int n, int k, ReadOnlySpan<T> a, bool transposeA, int strideA, ReadOnlySpan<T> b, bool transposeB, int strideB, Span<T> c) where T:unmanaged {}
}
public readonly record struct ConvolutionShape(int Batch, int Height, int Width, int Channels, int Filters, int KernelHeight, int KernelWidth, int StrideHeight, int StrideWidth, int DilationHeight, int DilationWidth, int PadTop, int PadLeft, int OutHeight, int OutWidth, int Groups);
public static class Convolution {
 public static void Forward<T>(in ConvolutionShape s, ReadOnlySpan<T> x, ReadOnlySpan<T> w, Span<T> y) where T:unmanaged {}
 public static void InputGradient<T>(in ConvolutionShape s, ReadOnlySpan<T> x, ReadOnlySpan<T> w, Span<T> y) where T:unmanaged {}
 public static void FilterGradient<T>(in ConvolutionShape s, ReadOnlySpan<T> x, ReadOnlySpan<T> w, Span<T> y) where T:unmanaged {}
}
public readonly record struct PoolShape(int Batch, int Height, int Width, int Channels, int PoolHeight, int PoolWidth, int StrideHeight, int StrideWidth, int PadTop, int PadLeft, int OutHeight, int OutWidth);
public static class Pooling { public static void Max<T>(in PoolShape s, ReadOnlySpan<T> x, Span<T> y, Span<int> i) where T:unmanaged {} }
public static class Philox {
 public static void Split(ReadOnlySpan<int> key, int count, Span<int> keys) {}
 public static void FoldIn(ReadOnlySpan<int> key, int data, Span<int> keys) {}
 public static void Bits(ReadOnlySpan<int> key, Span<uint> bits) {}
 public static void Uniform<T>(ReadOnlySpan<int> key, Span<T> y) where T:unmanaged {}
 public static void Normal<T>(ReadOnlySpan<int> key, Span<T> y) where T:unmanaged {}
 public static void TruncatedNormal<T>(ReadOnlySpan<int> key, T lo, T hi, Span<T> y) where T:unmanaged {}
}
