using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FuncNet.Kernels;

namespace CSharpTests.Kernels;

/// <summary>
/// A fingerprint of every kernel over fixed inputs of many lengths, of every initializer and of the weights after
/// training runs, and the sum of the absolute results. Two processes with equal lines computed equal bits.
/// </summary>
internal static partial class Digests
{
    public static void Print(TextWriter to)
    {
        to.WriteLine($"width {WidthChecks.Width}");
        foreach ((string name, string digest, double size) in All())
        {
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {digest} {size:R}"));
        }
    }

    /// <summary>The kernels, the initializers, and whole training runs.</summary>
    public static IEnumerable<(string Name, string Digest, double Size)> All() =>
        OfKernels().Concat(OfInitializers()).Concat(OfTraining());

    private static IEnumerable<(string Name, string Digest, double Size)> OfKernels() =>
        Of<float>().Concat(Of<double>());

    private static IEnumerable<(string Name, string Digest, double Size)> Of<T>()
        where T : unmanaged, INumber<T>
    {
        string type = typeof(T).Name;
        foreach (UnaryFunction f in Enum.GetValues<UnaryFunction>())
        {
            Sink sink = new();
            foreach (int length in new[] { 1, 3, 17, 250, 70_001 })
            {
                T[] x = new Draw(length).Numbers<T>(
                    length,
                    f is UnaryFunction.Asin or UnaryFunction.Acos or UnaryFunction.Tan ? 1 : 9
                );
                if (f is UnaryFunction.Sqrt or UnaryFunction.Log or UnaryFunction.Log1p)
                {
                    x = Array.ConvertAll(x, T.Abs);
                }
                Elementwise.Unary<T>(f, x, x);
                sink.Add<T>(x);
            }
            yield return sink.Line($"{type}.{f}");
        }
        foreach (BinaryFunction f in Enum.GetValues<BinaryFunction>())
        {
            Sink sink = new();
            foreach ((int rows, int columns) in new[] { (1, 1), (3, 17), (90, 1001) })
            {
                T[] a = Array.ConvertAll(new Draw(1).Numbers<T>(rows * columns, 3), T.Abs);
                T[] b = new Draw(2).Numbers<T>(columns, 3);
                T[] y = new T[a.Length];
                Elementwise.Binary<T>(f, new([rows, columns], [rows, columns], [columns]), a, b, y);
                sink.Add<T>(y);
            }
            yield return sink.Line($"{type}.{f}");
        }
        (int, int, int)[] axes =
        [
            (1, 1, 1),
            (3, 17, 1),
            (40, 1000, 1),
            (1, 200_000, 1),
            (1, 3000, 16),
            (1, 900, 70),
            (2000, 10, 1),
            (7, 33, 50),
            (2, 1, 9),
        ];
        foreach (Fold f in Enum.GetValues<Fold>())
        {
            yield return Axes(
                $"{type}.Reduce.{f}",
                axes,
                (x, o, l, i, y) => Reduction.Reduce<T>(f, x, o, l, i, y.AsSpan(0, o * i))
            );
        }
        yield return Axes(
            $"{type}.LogSumExp",
            axes,
            (x, o, l, i, y) => Reduction.LogSumExp<T>(x, o, l, i, y.AsSpan(0, o * i))
        );
        yield return Axes($"{type}.Softmax", axes, (x, o, l, i, y) => Reduction.Softmax<T>(x, o, l, i, y));
        yield return Axes(
            $"{type}.CumulativeSum",
            axes,
            (x, o, l, i, y) => Reduction.CumulativeSum<T>(x, o, l, i, y, false)
        );
        foreach (var line in Products(type).Concat(Convolutions(type)).Concat(Poolings(type)))
        {
            yield return line;
        }
        yield return Random($"{type}.Uniform", y => Philox.Uniform<T>([1, 2], y));
        yield return Random($"{type}.Normal", y => Philox.Normal<T>([1, 2], y));
        yield return Random(
            $"{type}.TruncatedNormal",
            y => Philox.TruncatedNormal<T>([1, 2], T.CreateChecked(-2), T.CreateChecked(1), y)
        );

        static (string, string, double) Axes(string name, (int, int, int)[] axes, Action<T[], int, int, int, T[]> run)
        {
            Sink sink = new();
            foreach ((int outer, int length, int inner) in axes)
            {
                T[] x = new Draw(length).Numbers<T>(outer * length * inner, 1.5);
                T[] y = new T[x.Length];
                run(x, outer, length, inner, y);
                sink.Add<T>(y);
            }
            return sink.Line(name);
        }

        static (string, string, double) Random(string name, Action<T[]> run)
        {
            Sink sink = new();
            foreach (int length in new[] { 1, 3, 17, 20_001 })
            {
                T[] y = new T[length];
                run(y);
                sink.Add<T>(y);
            }
            return sink.Line(name);
        }

        static IEnumerable<(string, string, double)> Products(string type)
        {
            (int, int, int)[] sizes =
            [
                (1, 1, 1),
                (3, 17, 5),
                (32, 128, 784),
                (784, 128, 32),
                (32, 10, 128),
                (200, 300, 900),
                (130, 500, 400),
                (9, 2000, 390),
                (1, 500, 1024),
                (60, 130, 9000),
                (1000, 1, 77),
            ];
            foreach ((int m, int n, int k) in sizes)
            {
                Sink sink = new();
                T[] a = new Draw(3).Numbers<T>(m * k);
                T[] b = new Draw(4).Numbers<T>(k * n);
                T[] c = new T[m * n];
                for (int flags = 0; flags < 4; flags++)
                {
                    MatrixProduct.Multiply<T>(m, n, k, a, (flags & 1) != 0, b, (flags & 2) != 0, c);
                    sink.Add<T>(c);
                }
                yield return sink.Line($"{type}.MatrixProduct.{m}x{k}x{n}");
            }
        }

        static IEnumerable<(string, string, double)> Convolutions(string type)
        {
            ConvolutionShape[] shapes =
            [
                new(9, 28, 28, 1, 32, 3, 3, 1, 1, 1, 1, 1, 1, 28, 28, 1),
                new(20, 13, 13, 32, 40, 3, 3, 1, 1, 1, 1, 0, 0, 11, 11, 1),
                new(9, 15, 15, 50, 50, 3, 3, 1, 1, 1, 1, 1, 1, 15, 15, 50),
                new(3, 16, 15, 5, 10, 3, 2, 2, 2, 1, 2, 1, 1, 8, 7, 5),
            ];
            for (int i = 0; i < shapes.Length; i++)
            {
                ConvolutionShape s = shapes[i];
                Sink sink = new();
                T[] x = new Draw(5).Numbers<T>(s.Batch * s.Height * s.Width * s.Channels);
                T[] w = new Draw(6).Numbers<T>(s.KernelHeight * s.KernelWidth * s.Channels / s.Groups * s.Filters);
                T[] y = new T[s.Batch * s.OutHeight * s.OutWidth * s.Filters];
                Convolution.Forward<T>(s, x, w, y);
                sink.Add<T>(y);
                T[] g = new Draw(7).Numbers<T>(y.Length);
                Convolution.FilterGradient<T>(s, x, g, w);
                sink.Add<T>(w);
                Convolution.InputGradient<T>(s, g, w, x);
                sink.Add<T>(x);
                yield return sink.Line($"{type}.Convolution.{i}");
            }
        }

        static IEnumerable<(string, string, double)> Poolings(string type)
        {
            PoolShape[] shapes =
            [
                new(5, 31, 31, 16, 2, 2, 2, 2, 0, 0, 15, 15),
                new(40, 12, 11, 21, 3, 2, 2, 1, 1, 1, 6, 12),
                new(9, 20, 20, 3, 3, 3, 1, 1, 1, 1, 20, 20),
            ];
            for (int i = 0; i < shapes.Length; i++)
            {
                PoolShape s = shapes[i];
                Sink sink = new();
                T[] x = new Draw(5).Numbers<T>(s.Batch * s.Height * s.Width * s.Channels);
                T[] y = new T[s.Batch * s.OutHeight * s.OutWidth * s.Channels];
                int[] places = new int[y.Length];
                Pooling.Sum<T>(s, x, y);
                sink.Add<T>(y);
                Pooling.Max<T>(s, x, y, places);
                sink.Add<T>(y);
                sink.Add<int>(places);
                Pooling.Max<T>(s, x, y);
                sink.Add<T>(y);
                Pooling.MaxGradient<T>(s, y, places, x);
                sink.Add<T>(x);
                Pooling.SumGradient<T>(s, y, x);
                sink.Add<T>(x);
                yield return sink.Line($"{type}.Pooling.{i}");
            }
        }
    }

    private sealed class Sink
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private double size;

        public void Add<T>(ReadOnlySpan<T> x)
            where T : unmanaged, INumber<T>
        {
            hash.AppendData(MemoryMarshal.AsBytes(x));
            foreach (T value in x)
            {
                size += Math.Abs(double.CreateChecked(value));
            }
        }

        public (string, string, double) Line(string name) =>
            (name, Convert.ToHexString(hash.GetHashAndReset())[..16], size);
    }
}
