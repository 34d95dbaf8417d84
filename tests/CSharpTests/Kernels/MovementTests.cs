using FuncNet.Kernels;

namespace CSharpTests.Kernels;

public class MovementTests
{
    [Fact]
    public void Strided_views_are_read_and_written_as_the_formula_says()
    {
        Draw draw = new(30);
        for (int trial = 0; trial < 400; trial++)
        {
            int rank = draw.Size(0, 4);
            int[] shape = new int[rank];
            int[] strides = new int[rank];
            int low = 0;
            int high = 0;
            for (int i = 0; i < rank; i++)
            {
                shape[i] = draw.Size(0, 19) == 0 ? 0 : draw.Size(1, rank < 3 ? 40 : 9);
                strides[i] = draw.Coin() ? 1 : draw.Size(-40, 40);
                int reach = Math.Max(0, shape[i] - 1) * strides[i];
                low += Math.Min(0, reach);
                high += Math.Max(0, reach);
            }
            View<float>(draw, shape, strides, -low, high - low + 1, v => v);
            View<double>(draw, shape, strides, -low, high - low + 1, v => v);
            View<byte>(draw, shape, strides, -low, high - low + 1, v => (byte)v);
        }
    }

    [Fact]
    public void Transposes_of_every_small_size_are_right()
    {
        for (int rows = 1; rows < 40; rows += 3)
        {
            for (int columns = 1; columns < 40; columns += 3)
            {
                View<float>(new(1), [rows, columns], [1, rows], 0, rows * columns, v => v);
                View<double>(new(1), [2, rows, columns], [rows * columns, 1, rows], 0, 2 * rows * columns, v => v);
            }
        }
    }

    [Fact]
    public void Views_that_leave_the_span_are_refused()
    {
        float[] x = new float[10];
        Assert.Throws<ArgumentException>(() => Movement.Read<float>(new([11], [1], 0), x, new float[11]));
        Assert.Throws<ArgumentException>(() => Movement.Read<float>(new([5], [-1], 3), x, new float[5]));
        Assert.Throws<ArgumentException>(() => Movement.Write<float>(new([2, 2], [9, 1], 0), new float[4], x));
        Assert.Throws<ArgumentException>(() => Movement.Read<float>(new([2], [1, 1], 0), x, new float[2]));
    }

    [Fact]
    public void Gathering_and_scattering_agree_with_the_definition()
    {
        Draw draw = new(31);
        for (int trial = 0; trial < 100; trial++)
        {
            (int outer, int length, int inner, int m) = (
                draw.Size(0, 4),
                draw.Size(1, 9),
                draw.Size(),
                draw.Size(0, 12)
            );
            float[] x = draw.Numbers<float>(outer * length * inner);
            float[] updates = draw.Numbers<float>(outer * m * inner);
            int[] indices = new int[m];
            int[] along = new int[outer * m * inner];
            Fill(indices, draw, length);
            Fill(along, draw, length);
            float[] y = new float[outer * m * inner];
            float[] z = new float[outer * m * inner];
            float[] sums = new float[x.Length];
            float[] sumsAlong = new float[x.Length];
            Indexing.Gather<float>(x, outer, length, inner, indices, y);
            Indexing.GatherAlong<float>(x, outer, length, inner, along, m, z);
            Indexing.ScatterAdd<float>(updates, outer, length, inner, indices, sums);
            Indexing.ScatterAddAlong<float>(updates, outer, length, inner, along, m, sumsAlong);
            float[] expected = new float[x.Length];
            float[] expectedAlong = new float[x.Length];
            for (int o = 0; o < outer; o++)
            {
                for (int j = 0; j < m; j++)
                {
                    for (int i = 0; i < inner; i++)
                    {
                        int at = (o * m + j) * inner + i;
                        int from = (o * length + indices[j]) * inner + i;
                        int fromAlong = (o * length + along[at]) * inner + i;
                        Assert.Equal(x[from], y[at]);
                        Assert.Equal(x[fromAlong], z[at]);
                        expected[from] += updates[at];
                        expectedAlong[fromAlong] += updates[at];
                    }
                }
            }
            Assert.Equal(expected, sums);
            Assert.Equal(expectedAlong, sumsAlong);
        }
    }

    [Fact]
    public void Indices_outside_the_axis_are_found_and_refused()
    {
        Assert.Equal(-1, Indexing.FirstOutside([0, 1, 2], 3));
        Assert.Equal(2, Indexing.FirstOutside([0, 1, 3], 3));
        Assert.Equal(0, Indexing.FirstOutside([-1], 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Indexing.Gather<int>([1, 2], 1, 2, 1, [2], new int[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Indexing.ScatterAdd<float>([1], 1, 2, 1, [-1], new float[2]));
    }

    private static void Fill(int[] indices, Draw draw, int length)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            indices[i] = draw.Size(0, length - 1);
        }
    }

    private static void View<T>(Draw draw, int[] shape, int[] strides, int offset, int length, Func<int, T> make)
        where T : unmanaged
    {
        T[] x = Array.ConvertAll(draw.Numbers<int>(length), v => make(v + 10));
        int size = shape.Aggregate(1, (a, b) => a * b);
        T[] y = new T[size];
        Movement.Read<T>(new(shape, strides, offset), x, y);
        T[] written = new T[length];
        T[] expected = new T[length];
        Movement.Write<T>(new(shape, strides, offset), y, written);
        for (int i = 0; i < size; i++)
        {
            int place = offset;
            int rest = i;
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                place += rest % shape[axis] * strides[axis];
                rest /= shape[axis];
            }
            Assert.Equal(x[place], y[i]);
            expected[place] = x[place];
        }
        Assert.Equal(expected, written);
    }
}
