using System.Numerics;
using FuncNet.Kernels;

namespace CSharpTests.Kernels;

public class BroadcastTests
{
    [Fact]
    public void Binary_functions_broadcast_as_numpy_does()
    {
        foreach (BinaryFunction f in Enum.GetValues<BinaryFunction>())
        {
            Binary<float>(f);
            Binary<double>(f);
            if (
                f
                is not (
                    BinaryFunction.Atan2
                    or BinaryFunction.Divide
                    or BinaryFunction.Remainder
                    or BinaryFunction.Power
                )
            )
            {
                Binary<int>(f);
            }
        }
    }

    [Fact]
    public void Relations_choices_and_connectives_broadcast_as_numpy_does()
    {
        Draw draw = new(5);
        for (int trial = 0; trial < 200; trial++)
        {
            Shapes s = new(draw);
            Relations<float>(draw, s);
            Relations<int>(draw, s);
            Relations<double>(draw, s);
            bool[] a = draw.Bools(s.SizeA);
            bool[] b = draw.Bools(s.SizeB);
            bool[] y = new bool[s.Size];
            Elementwise.Compare<bool>(Comparison.NotEqual, new(s.Y, s.A, s.B), a, b, y);
            bool[] z = new bool[s.Size];
            Elementwise.Logic(Logical.Xor, new(s.Y, s.A, s.B), a, b, z);
            Assert.Equal(y, z);
            Elementwise.Logic(Logical.And, new(s.Y, s.A, s.B), a, b, z);
            s.Each((i, p, q) => Assert.Equal(a[p] && b[q], z[i]));
            Elementwise.Logic(Logical.Or, new(s.Y, s.A, s.B), a, b, z);
            s.Each((i, p, q) => Assert.Equal(a[p] || b[q], z[i]));
            Elementwise.Not(z, y);
            s.Each((i, _, _) => Assert.Equal(!z[i], y[i]));
        }
    }

    [Fact]
    public void A_power_has_the_same_bits_with_one_exponent_for_all_and_with_many()
    {
        Draw draw = new(6);
        float[] x = draw.Numbers<float>(100, 3);
        foreach (float exponent in new[] { 2f, 3f, -1f, 4f, 1f, 0f, 0.5f, 2.5f })
        {
            float[] exponents = new float[100];
            Array.Fill(exponents, exponent);
            float[] one = new float[100];
            float[] many = new float[100];
            Elementwise.Binary<float>(BinaryFunction.Power, new([100], [100], []), x, [exponent], one);
            Elementwise.Binary<float>(BinaryFunction.Power, new([100], [100], [100]), x, exponents, many);
            Assert.Equal(many, one);
        }
    }

    [Fact]
    public void Nan_passes_through_maximum_and_minimum_in_any_place()
    {
        for (int place = 0; place < 40; place++)
        {
            float[] x = new float[40];
            x[place] = float.NaN;
            float[] zero = new float[40];
            float[] y = new float[40];
            foreach (BinaryFunction f in new[] { BinaryFunction.Maximum, BinaryFunction.Minimum })
            {
                Elementwise.Binary<float>(f, new([40], [40], [40]), x, zero, y);
                Assert.True(float.IsNaN(y[place]));
                Elementwise.Binary<float>(f, new([40], [40], [40]), zero, x, y);
                Assert.True(float.IsNaN(y[place]));
            }
        }
    }

    [Fact]
    public void Integers_divide_towards_zero_and_multiply_their_powers()
    {
        int[] a = [7, -7, 7, -7, int.MinValue, 3];
        int[] b = [2, 2, -2, -2, -1, 4];
        int[] y = new int[6];
        Elementwise.Binary<int>(BinaryFunction.Divide, new([6], [6], [6]), a, b, y);
        Assert.Equal([3, -3, -3, 3, int.MinValue, 0], y);
        Elementwise.Binary<int>(BinaryFunction.Remainder, new([6], [6], [6]), a, b, y);
        Assert.Equal([1, -1, 1, -1, 0, 3], y);
        Elementwise.Binary<int>(
            BinaryFunction.Power,
            new([6], [6], [6]),
            [2, -3, 1, -1, 5, 0],
            [10, 3, -4, -3, -1, 0],
            y
        );
        Assert.Equal([1024, -27, 1, -1, 0, 1], y);
        Assert.Throws<DivideByZeroException>(() =>
            Elementwise.Binary<int>(BinaryFunction.Divide, new([], [], []), [1], [0], new int[1])
        );
    }

    [Fact]
    public void Casts_truncate_saturate_and_test_for_zero()
    {
        float[] x = [1.9f, -1.9f, float.NaN, 1e20f, float.NegativeInfinity, 0, -0f];
        int[] y = new int[7];
        Elementwise.Cast<float, int>(x, y);
        Assert.Equal([1, -1, 0, int.MaxValue, int.MinValue, 0, 0], y);
        bool[] z = new bool[7];
        Elementwise.Cast<float, bool>(x, z);
        Assert.Equal([true, true, true, true, true, false, false], z);
        double[] d = new double[7];
        Elementwise.Cast<bool, double>(z, d);
        Assert.Equal([1, 1, 1, 1, 1, 0, 0], d);
        Elementwise.Cast<int, double>(y, d);
        Assert.Equal(int.MinValue, d[4]);
        Draw draw = new(8);
        int[] many = draw.Numbers<int>(100);
        float[] floats = new float[100];
        Elementwise.Cast<int, float>(many, floats);
        Assert.Equal(Array.ConvertAll(many, v => (float)v), floats);
        bool[] bools = draw.Bools(100);
        Elementwise.Cast<bool, float>(bools, floats);
        Assert.Equal(Array.ConvertAll(bools, v => v ? 1f : 0f), floats);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() =>
            Elementwise.Binary<float>(BinaryFunction.Add, new([3], [3], [2]), new float[3], new float[2], new float[3])
        );
        Assert.Throws<ArgumentException>(() =>
            Elementwise.Binary<float>(BinaryFunction.Add, new([4], [4], [4]), new float[3], new float[4], new float[4])
        );
        Assert.Throws<NotSupportedException>(() =>
            Elementwise.Binary<int>(BinaryFunction.Atan2, new([], [], []), [1], [1], new int[1])
        );
    }

    private static void Binary<T>(BinaryFunction f)
        where T : unmanaged, INumber<T>
    {
        Draw draw = new(10 + (int)f);
        for (int trial = 0; trial < 100; trial++)
        {
            Shapes s = new(draw);
            T[] a = draw.Numbers<T>(s.SizeA, 3);
            T[] b = draw.Numbers<T>(s.SizeB, 3);
            T[] y = new T[s.Size];
            if (f == BinaryFunction.Power)
            {
                a = Array.ConvertAll(a, T.Abs);
            }
            Elementwise.Binary<T>(f, new(s.Y, s.A, s.B), a, b, y);
            s.Each(
                (i, p, q) =>
                {
                    double left = double.CreateChecked(a[p]);
                    double right = double.CreateChecked(b[q]);
                    Close.To(Of(f, left, right), y[i], 4, 0, $"{f} of {left:R} and {right:R}");
                }
            );
        }
    }

    private static double Of(BinaryFunction f, double a, double b) =>
        f switch
        {
            BinaryFunction.Add => a + b,
            BinaryFunction.Subtract => a - b,
            BinaryFunction.Multiply => a * b,
            BinaryFunction.Divide => a / b,
            BinaryFunction.Power => Math.Pow(a, b),
            BinaryFunction.Maximum => Math.Max(a, b),
            BinaryFunction.Minimum => Math.Min(a, b),
            BinaryFunction.Atan2 => Math.Atan2(a, b),
            BinaryFunction.Remainder => a % b,
            _ => throw new ArgumentOutOfRangeException(nameof(f)),
        };

    private static void Relations<T>(Draw draw, Shapes s)
        where T : unmanaged, INumber<T>
    {
        T[] a = draw.Numbers<T>(s.SizeA, 2);
        T[] b = draw.Numbers<T>(s.SizeB, 2);
        for (int i = 0; i < Math.Min(a.Length, b.Length); i += 2)
        {
            b[i] = a[i];
        }
        bool[] y = new bool[s.Size];
        foreach (Comparison c in Enum.GetValues<Comparison>())
        {
            Elementwise.Compare<T>(c, new(s.Y, s.A, s.B), a, b, y);
            s.Each((i, p, q) => Assert.Equal(Holds(c, a[p], b[q]), y[i]));
        }
        T[] chosen = new T[s.Size];
        Elementwise.Select<T>(new(s.Y, s.A, s.B, s.Y), y, a, b, chosen);
        s.Each((i, p, q) => Assert.Equal(y[i] ? a[p] : b[q], chosen[i]));
    }

    private static bool Holds<T>(Comparison c, T a, T b)
        where T : INumber<T> =>
        c switch
        {
            Comparison.Equal => a == b,
            Comparison.NotEqual => a != b,
            Comparison.Less => a < b,
            Comparison.LessOrEqual => a <= b,
            Comparison.Greater => a > b,
            _ => a >= b,
        };

    /// <summary>A drawn shape and two that broadcast to it.</summary>
    private sealed class Shapes
    {
        public readonly int[] A;
        public readonly int[] B;
        public readonly int[] Y;

        public Shapes(Draw draw)
        {
            int rank = draw.Size(0, 4);
            Y = new int[rank];
            int[] a = new int[rank];
            int[] b = new int[rank];
            for (int i = 0; i < rank; i++)
            {
                int size = draw.Size(0, 9) == 0 ? 0 : draw.Size(1, rank < 3 ? 70 : 9);
                int kind = draw.Size(0, 3);
                a[i] = kind == 0 ? 1 : size;
                b[i] = kind == 1 ? 1 : size;
                Y[i] = size;
            }
            A = a[Leading(a, draw)..];
            B = b[Leading(b, draw)..];
        }

        public int SizeA => Product(A);

        public int SizeB => Product(B);

        public int Size => Product(Y);

        /// <summary>Visits the places of y, a and b that belong together.</summary>
        public void Each(Action<int, int, int> visit)
        {
            for (int i = 0; i < Size; i++)
            {
                visit(i, Place(A, i), Place(B, i));
            }
        }

        private int Place(int[] shape, int at)
        {
            int place = 0;
            int run = 1;
            for (int axis = 1; axis <= shape.Length; axis++)
            {
                int digit = at % Y[^axis];
                at /= Y[^axis];
                place += (shape[^axis] == 1 ? 0 : digit) * run;
                run *= shape[^axis];
            }
            return place;
        }

        /// <summary>How many leading sizes of 1 to leave out.</summary>
        private static int Leading(int[] shape, Draw draw)
        {
            int count = 0;
            while (count < shape.Length && shape[count] == 1 && draw.Coin())
            {
                count++;
            }
            return count;
        }

        private static int Product(int[] shape) => shape.Aggregate(1, (a, b) => a * b);
    }
}
