using FuncNet;

namespace CSharpTests.Facade;

public class DifferentiateTests
{
    private static readonly Tensor X = Tensor.Of(0.3, -1.2, 2.0);

    private static void Near(double expected, Tensor actual) => Assert.Equal(expected, actual.ToScalar(), 10);

    [Fact]
    public void A_gradient_is_the_formula()
    {
        Tensor gradient = Differentiate.Gradient(x => (x.Sin() * x).Sum(), X);
        Tensor expected = X.Cos() * X + X.Sin();
        Assert.True((gradient - expected).Abs().Max().ToScalar() < 1e-14);
    }

    [Fact]
    public void A_gradient_can_be_taken_of_a_gradient()
    {
        Func<Tensor, Tensor> f = x => (x * x * x).Sum();
        Tensor second = Differentiate.Gradient(x => Differentiate.Gradient(f)(x).Sum(), X);
        Assert.True((second - 6 * X).Abs().Max().ToScalar() < 1e-14);

        Tensor one = 1.0;
        Near(1, Differentiate.Gradient(x => x * Differentiate.Gradient(y => x + y, one), one));
    }

    [Fact]
    public void Value_and_gradient_come_together()
    {
        var (value, gradient) = Differentiate.ValueAndGradient(x => x.Square().Sum(), X);
        Near(0.09 + 1.44 + 4, value);
        Assert.Equal(2 * X, gradient);

        var (product, gradients) = Differentiate.ValueAndGradient(
            x => x[0] * x[1],
            [Tensor.Scalar(3), Tensor.Scalar(4)]
        );
        Near(12, product);
        Assert.Equal([4.0, 3.0], gradients.Select(g => g.ToScalar()));
    }

    [Fact]
    public void Trees_have_gradients()
    {
        Parameters tree = Parameters.Of(("a", Tensor.Of(1.0, 2.0)), ("b.c", Tensor.Of(3.0)));
        Parameters gradient = Differentiate.Gradient(p => (p["a"] * p["b.c"]).Sum(), tree);
        Assert.Equal(Parameters.Of(("a", Tensor.Of(3.0, 3.0)), ("b.c", Tensor.Of(3.0))), gradient);
    }

    [Fact]
    public void Jacobian_products_agree_with_the_Jacobian()
    {
        Func<Tensor, Tensor> f = x => x.Sin() * x.Sum();
        Tensor jacobian = Differentiate.Jacobian(f, X);
        Tensor v = Tensor.Of(1.0, -2.0, 0.5);

        var (value, pullback) = Differentiate.VectorJacobian(f, X);
        Assert.Equal(f(X), value);
        Assert.True((pullback(v) - v.MatMul(jacobian)).Abs().Max().ToScalar() < 1e-12);

        var (same, derivative) = Differentiate.JacobianVector(f, X, v);
        Assert.Equal(f(X), same);
        Assert.True((derivative - jacobian.MatMul(v)).Abs().Max().ToScalar() < 1e-12);
    }

    [Fact]
    public void The_Hessian_is_symmetric_and_its_product_agrees()
    {
        Func<Tensor, Tensor> f = x => (x.Exp() * x.Sum()).Sum();
        Tensor hessian = Differentiate.Hessian(f, X);
        Tensor v = Tensor.Of(1.0, -2.0, 0.5);
        Assert.True((hessian - hessian.Transpose()).Abs().Max().ToScalar() < 1e-12);
        Assert.True((Differentiate.HessianVector(f, X, v) - hessian.MatMul(v)).Abs().Max().ToScalar() < 1e-11);
    }

    [Fact]
    public void The_first_example_of_the_notes_is_explained()
    {
        Explanation j = Explain.Trace(x => 3 * (x[0] + x[1] * x[2]), ("a", 5f), ("b", 3f), ("c", 2f));
        Near(33, j.Value);
        Near(3, j.Gradients["a"]);
        Near(6, j.Gradients["b"]);
        Near(9, j.Gradients["c"]);
        Assert.Contains("Multiply", j.Table);
    }

    [Fact]
    public void A_program_runs_and_is_differentiated()
    {
        FuncNet.Program program = FuncNet.Program.Trace(x => x.Sin() * x, new TensorSpec(X.Shape, X.DType));
        Assert.Equal(X.Sin() * X, program.Run(X)[0]);
        Assert.Equal(
            Differentiate.Gradient(x => (x.Sin() * x).Sum(), X),
            Differentiate.Gradient(x => program.Run(x)[0].Sum(), X)
        );
        Assert.Throws<ShapeException>(() => program.Run(Tensor.Of(1.0)));
    }

    [Fact]
    public void What_has_no_gradient_is_an_error()
    {
        Assert.Contains("[3]", Assert.Throws<ShapeException>(() => Differentiate.Gradient(x => x.Sin(), X)).Message);
        Assert.Throws<DTypeException>(() => Differentiate.Gradient(x => x.Sum(), Tensor.Of(1, 2)));
        Assert.Throws<DTypeException>(() => GradientCheck.First(x => x.Sum(), Tensor.Of(1f)));
    }
}
