using FuncNet;

namespace CSharpTests.Facade;

public class TensorTests
{
    [Fact]
    public void Tensors_are_made_from_numbers_and_arrays()
    {
        Assert.Equal(DType.Float32, Tensor.Of(1f, 2f).DType);
        Assert.Equal(DType.Float64, Tensor.Of(1.0, 2.0).DType);
        Assert.Equal(DType.Int32, Tensor.Of(1, 2).DType);
        Assert.Equal(DType.Bool, Tensor.Of(true, false).DType);
        Assert.Equal(DType.Float64, Tensor.Of(1, 2.5).DType);

        Assert.Equal(new Shape(2, 3), Tensor.Zeros(2, 3).Shape);
        Assert.Equal(new Shape(2, 3), Tensor.Ones(Tensor.Zeros(2, 3).Shape).Shape);
        Assert.Equal(DType.Float64, Tensor.Zeros(DType.Float64, 2, 3).DType);
        Assert.Equal([0.5f, 0.5f], Tensor.Full(0.5, 2).ToArray<float>());
        Assert.Equal([7, 7], Tensor.Full(DType.Int32, 7, 2).ToArray<int>());
        Assert.Equal(3, Tensor.Scalar(3).ToScalar());
        Assert.Equal(0, Tensor.Zeros().Rank);

        Assert.Equal(
            Tensor.Of(
                new[,]
                {
                    { 1, 2 },
                    { 3, 4 },
                }
            ),
            Tensor.FromArray([2, 2], [1, 2, 3, 4])
        );
        Assert.Equal(
            Tensor.Of(
                new[,,]
                {
                    {
                        { 1, 2 },
                    },
                    {
                        { 3, 4 },
                    },
                }
            ),
            Tensor.FromSpan<int>([2, 1, 2], [1, 2, 3, 4])
        );
        Assert.Equal([0, 1, 2], Tensor.Range(3).ToArray<int>());
        Assert.Equal([0f, 0.5f, 1f], Tensor.Linspace(0, 1, 3).ToArray<float>());
        Assert.Equal([0, 1, 0, 1], Tensor.Iota([2, 2], axis: 1).ToArray<int>());
        Assert.Equal(
            Tensor.Of(
                new[,]
                {
                    { 1f, 0f },
                    { 0f, 1f },
                }
            ),
            Tensor.Eye(2)
        );
        Assert.Equal(Tensor.Of(1.0, 1.0), Tensor.OnesLike(Tensor.Of(5.0, 6.0)));
    }

    [Fact]
    public void A_tensor_copies_the_array_that_it_is_made_from()
    {
        float[] numbers = [1, 2];
        Tensor vector = Tensor.Of(numbers);
        numbers[0] = 9;
        Assert.Equal([1f, 2f], vector.ToArray<float>());
    }

    [Fact]
    public void Tensors_go_to_DotNet_and_back()
    {
        Tensor tensor = Tensor.Of(
            new[,]
            {
                { 1f, 2f, 3f },
                { 4f, 5f, 6f },
            }
        );
        Assert.Equal(tensor, Tensor.FromDotNet(tensor.ToDotNet<float>()));
        Assert.Throws<DTypeException>(() => tensor.ToDotNet<double>());
        Assert.Throws<DTypeException>(() => Tensor.Of(1L, 2L));
    }

    [Fact]
    public void Places_and_ranges_stand_between_brackets()
    {
        Tensor t = Tensor.Range(24).Reshape(2, 3, 4);

        Assert.Equal([15, 19, 23], t[1, 0..3, ^1].ToArray<int>());
        Assert.Equal([23], t[1, 2.., ^1].ToArray<int>());
        Assert.Equal(new Shape(3, 4), t[1].Shape);
        Assert.Equal(t[1], t[^1]);
        Assert.Equal(t[1], t[-1]);
        Assert.Equal(new Shape(1, 3, 4), t[..1].Shape);
        Assert.Equal(new Shape(2, 4), t[.., 0].Shape);
        Assert.Equal(new Shape(2, 3, 2), t[.., .., 1..^1].Shape);
        Assert.Equal(23, t[1, 2, 3].ToScalar());

        ShapeException error = Assert.Throws<ShapeException>(() => t[2]);
        Assert.Contains("[2; 3; 4]", error.Message);
        Assert.Throws<ShapeException>(() => t[.., 1..5]);
        Assert.Throws<ShapeException>(() => t[0, 0, 0, 0]);
    }

    [Fact]
    public void Numbers_take_the_type_of_the_tensor()
    {
        Tensor x = Tensor.Of(1f, 2f);
        Tensor y = Tensor.Of(1.0, 2.0);
        Tensor n = Tensor.Of(1, 2);

        Assert.Equal(Tensor.Of(3f, 5f), 2 * x + 1);
        Assert.Equal(Tensor.Of(3f, 5f), 1 + x * 2.0);
        Assert.Equal(Tensor.Of(0.5f, 1f), x / 2f);
        Assert.Equal(Tensor.Of(2f, 1f), 2 / x);
        Assert.Equal(Tensor.Of(-1f, -2f), -x);
        Assert.Equal(Tensor.Of(0f, -1f), 1 - x);
        Assert.Equal(Tensor.Of(3.0, 5.0), 2 * y + 1f);
        Assert.Equal(Tensor.Of(3, 5), 2 * n + 1);
        Assert.Equal(Tensor.Of(1f, 0f), x % 2);
        Assert.Equal(Tensor.Of(1f, 4f), x.Pow(2));
        Assert.Equal(Tensor.Of(1f, 4f), x * x);
        Assert.Throws<DTypeException>(() => x + y);
        Assert.Throws<DTypeException>(() => n * 0.5);
    }

    [Fact]
    public void Equality_is_of_shape_type_and_every_bit()
    {
        Assert.True(Tensor.Of(1f, 2f) == Tensor.Of(1f, 2f));
        Assert.True(Tensor.Of(1f, 2f) != Tensor.Of(1f, 3f));
        Assert.True(Tensor.Of(1f) != Tensor.Of(1.0));
        Assert.True(Tensor.Of(float.NaN) == Tensor.Of(float.NaN));
        Assert.True(Tensor.Zeros(2, 3).Shape == new Shape(2, 3));
        Assert.True(Tensor.Zeros(2, 3).Shape != new Shape(3, 2));
        Assert.True(Key.OfSeed(1) == Key.OfSeed(1));
        Assert.True(Parameters.Of(("a", Tensor.Of(1f))) == Parameters.Of(("a", Tensor.Of(1f))));
        Assert.True(Parameters.Of(("a", Tensor.Of(1f))) != Parameters.Of(("b", Tensor.Of(1f))));

        Tensor? none = null;
        Assert.True(none == null);
        Assert.True(Tensor.Of(1f) != none);
        Assert.Equal([true, false], Tensor.Of(1f, 2f).EqualTo(Tensor.Of(1f, 3f)).ToArray<bool>());
    }

    [Fact]
    public void Functions_follow_each_other()
    {
        Tensor x = Tensor.Of(-1.0, 0.5, 2.0);

        Assert.Equal(Math.Sin(0.5) * 0.5, (x.Sin() * x)[1].ToScalar(), 12);
        Assert.Equal(Tensor.Of(0.0, 0.5, 2.0), x.Relu());
        Assert.Equal(Tensor.Of(0.0, 0.5, 1.0), x.Clamp(0, 1));
        Assert.Equal(Tensor.Of(-1.0, 0.5, 1.0), x.Minimum(1));
        Assert.Equal([false, true, true], x.Greater(0).ToArray<bool>());
        Assert.Equal([false, true, false], x.Greater(0).And(x.Less(1)).ToArray<bool>());
        Assert.Equal(Tensor.Of(0.0, 0.5, 2.0), Tensor.Where(x.Greater(0), x, 0));
        Assert.Equal(1, x.Softmax().Sum().ToScalar(), 12);
        Assert.Equal(x.Sub(x.LogSumExp()), x.LogSoftmax());
        Assert.Equal(Tensor.Of(-1, 0, 2), x.Cast(DType.Int32));
        Assert.Equal(Math.Sqrt(1 + 0.25 + 4), x.Norm().ToScalar(), 12);
    }

    [Fact]
    public void Reductions_go_over_everything_or_over_axes()
    {
        Tensor x = Tensor.Of(
            new[,]
            {
                { 1f, 2f, 3f },
                { 4f, 5f, 9f },
            }
        );

        Assert.Equal(24, x.Sum().ToScalar());
        Assert.Equal(Tensor.Of(5f, 7f, 12f), x.Sum(0));
        Assert.Equal(Tensor.Of(6f, 18f), x.Sum(-1));
        Assert.Equal(24, x.Sum(0, 1).ToScalar());
        Assert.Equal(Tensor.Of(2f, 6f), x.Mean(1));
        Assert.Equal(9, x.Max().ToScalar());
        Assert.Equal(Tensor.Of(1f, 4f), x.Min(1));
        Assert.Equal(1f, x.Variance([1], correction: 1)[0].ToScalar(), 5);
        Assert.Equal(2 / 3.0, x.Variance(1)[0].ToScalar(), 5);
        Assert.Equal([2, 2], x.ArgMax(axis: 1).ToArray<int>());
        Assert.Equal(2, x[0].ArgMax());
        Assert.Equal(0, x[1].ArgMin());
        Assert.Contains("axis", Assert.Throws<ShapeException>(() => x.ArgMax()).Message);

        var (values, places) = x.TopK(2);
        Assert.Equal(
            Tensor.Of(
                new[,]
                {
                    { 3f, 2f },
                    { 9f, 5f },
                }
            ),
            values
        );
        Assert.Equal(
            Tensor.Of(
                new[,]
                {
                    { 2, 1 },
                    { 2, 1 },
                }
            ),
            places
        );
        Assert.Equal(Tensor.Of(9f, 5f, 4f), x[1].Sort(descending: true).Values);
        Assert.Equal(Tensor.Of(4f, 9f, 18f), x[1].CumulativeSum());
    }

    [Fact]
    public void Elements_move()
    {
        Tensor x = Tensor.Range(6).Reshape(2, -1);

        Assert.Equal(new Shape(3, 2), x.Transpose().Shape);
        Assert.Equal(x.Transpose(), x.Permute(1, 0));
        Assert.Equal(new Shape(2, 3, 1), x.ExpandAxis(-1).Shape);
        Assert.Equal(new Shape(4, 2, 3), x.BroadcastTo(4, 2, 3).Shape);
        Assert.Equal(Tensor.Of(1, 2), x.Narrow(axis: 1, start: 1, size: 2)[0]);
        Assert.Equal([1, 2], x.Split([1, 2], axis: 1).Select(part => part.Shape[1]));
        Assert.Equal(new Shape(2, 5), x.Pad((0, 0), (1, 1)).Shape);
        Assert.Equal(Tensor.Of(2, 1, 0), x.Reverse(1)[0]);
        Assert.Equal(new Shape(2, 2, 3), Tensor.Stack([x, x]).Shape);
        Assert.Equal(new Shape(2, 6), Tensor.Concatenate([x, x], axis: 1).Shape);
    }

    [Fact]
    public void Products_and_indices_work()
    {
        Tensor a = Tensor.Of(
            new[,]
            {
                { 1f, 2f },
                { 3f, 4f },
            }
        );

        Assert.Equal(
            Tensor.Of(
                new[,]
                {
                    { 7f, 10f },
                    { 15f, 22f },
                }
            ),
            a.MatMul(a)
        );
        Assert.Equal(a.MatMul(a), Tensor.Einsum("ij,jk->ik", a, a));
        Assert.Equal(a.MatMul(a.Transpose()), a.MatMul(a, transposeA: false, transposeB: true));
        Assert.Equal(
            Tensor.Of(
                new[,]
                {
                    { 3f, 4f },
                    { 1f, 2f },
                }
            ),
            a.Gather(Tensor.Of(1, 0))
        );
        Assert.Equal(a, a.Gather(Tensor.Of(1, 0)).ScatterAdd(Tensor.Of(1, 0), size: 2));
        Assert.Equal(
            Tensor.Of(
                new[,]
                {
                    { 2f },
                    { 3f },
                }
            ),
            a.GatherAlong(
                Tensor.Of(
                    new[,]
                    {
                        { 1 },
                        { 0 },
                    }
                ),
                axis: 1
            )
        );
        Assert.Equal(Tensor.Of(0f, 0f, 1f), Tensor.Scalar(2, DType.Int32).OneHot(3));

        Tensor image = Tensor.Ones(1, 4, 4, 1);
        Assert.Equal(new Shape(1, 2, 2, 1), image.Conv2D(Tensor.Ones(3, 3, 1, 1)).Shape);
        Assert.Equal(4, image.Conv2D(Tensor.Ones(3, 3, 1, 1), padding: Padding.Same)[0, 0, 0, 0].ToScalar());
        Assert.Equal(new Shape(1, 2, 4, 1), image.MaxPool2D((2, 1)).Shape);
        Assert.Equal(6, image.SumPool2D(3, strides: 1, padding: Padding.Same)[0, 0, 1, 0].ToScalar());
    }

    [Fact]
    public void Keys_give_the_same_numbers_again()
    {
        Key key = Key.OfSeed(42);
        Assert.Equal(key.Normal(3, 4), Key.OfSeed(42).Normal(3, 4));
        Assert.NotEqual(key.Split(2)[0].Normal(3), key.Split(2)[1].Normal(3));
        Assert.Equal(DType.Float64, key.Uniform(DType.Float64, 5).DType);
        Assert.Equal([0, 1, 2, 3], key.Permutation(4).Order());
        Assert.Equal(DType.Bool, key.Bernoulli(0.5, 3).DType);
    }
}

internal static class Subtraction
{
    public static Tensor Sub(this Tensor a, Tensor b) => a - b;
}
