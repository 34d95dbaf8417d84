using FuncNet;

namespace CSharpTests.Facade;

/// <summary>Compiled functions from C#.</summary>
public class CompileTests
{
    private static readonly Tensor x = Tensor.Of(0.5, 1.0, 2.0);

    [Fact]
    public void A_compiled_function_gives_the_same_bits_and_can_be_differentiated()
    {
        Tensor F(Tensor x) => (x.Sin() * x).Exp() / (1 + x * x);
        Func<Tensor, Tensor> compiled = Compile.Function(F);
        Assert.Equal(F(x), compiled(x));
        Assert.Equal(Differentiate.Gradient(x => F(x).Sum(), x), Differentiate.Gradient(x => compiled(x).Sum(), x));
        Func<Tensor, Tensor> gradient = Compile.Function(x => Differentiate.Gradient(x => F(x).Sum(), x));
        Assert.Equal(Differentiate.Gradient(x => F(x).Sum(), x), gradient(x));
    }

    [Fact]
    public void A_function_of_several_tensors_is_compiled()
    {
        var compiled = Compile.Function(x => [x[0] + x[1], x[0] * x[1]]);
        IReadOnlyList<Tensor> results = compiled([x, x + 1]);
        Assert.Equal(x + (x + 1), results[0]);
        Assert.Equal(x * (x + 1), results[1]);
    }

    [Fact]
    public void A_program_is_simplified_planned_and_run()
    {
        FuncNet.Program program = FuncNet.Program.Trace(
            x => x.Sin() * 2 + x.Sin() * 2,
            new TensorSpec(new Shape(3), DType.Float64)
        );
        var passes = program.Passes();
        Assert.Equal(("traced", 5), (passes[0].Pass, passes[0].Program.Length));
        Assert.Equal(("dead code", 3), (passes[^2].Pass, passes[^2].Program.Length));
        Assert.Equal(("fusion", 1), (passes[^1].Pass, passes[^1].Program.Length));
        Executable executable = program.Compile();
        Assert.Equal(program.Run(x), executable.Run(x));
        Assert.True(executable.Plan.Peak <= executable.Plan.Sum + 3 * 128);
        Assert.Contains("peak", executable.ToString());
        Assert.Contains("needed 0–2", executable.Plan.Mermaid);
        Assert.StartsWith("<svg", executable.Plan.Svg);
        Assert.StartsWith("<svg", executable.Plan.ArenaSvg);
        Assert.Throws<ShapeException>(() => executable.Run(Tensor.Of(1.0)));
    }

    [Fact]
    public void A_program_iterates()
    {
        Executable step = FuncNet.Program.Trace(x => x * 0.5, x.Spec).Compile();
        Assert.Equal(x * 0.5 * 0.5 * 0.5, step.Iterate(3, x)[0]);
    }

    [Fact]
    public void Functions_of_trees_are_compiled()
    {
        Parameters tree = Parameters.Of(
            ("kernel", Tensor.Of(0.5, -1.0, 2.0)),
            ("bias", Tensor.Scalar(0.25, DType.Float64))
        );
        Func<Parameters, Parameters> half = Compile.Parameters(tree => tree * 0.5);
        Assert.Equal(tree * 0.5, half(tree));

        Tensor Loss(Parameters tree, IReadOnlyList<Tensor> x) =>
            ((x[0] * tree["kernel"]).Sum() + tree["bias"]).Square() / x[1];
        Tensor[] data = [x, Tensor.Scalar(3.0, DType.Float64)];
        var objective = Compile.Objective(Loss);
        Assert.Equal(Loss(tree, data), objective(tree, data));
        Assert.Equal(
            Differentiate.Gradient(tree => Loss(tree, data), tree),
            Differentiate.Gradient(tree => objective(tree, data), tree)
        );

        var step = Compile.Step(
            (tree, x) =>
            {
                var (loss, gradient) = Differentiate.ValueAndGradient(tree => Loss(tree, x), tree);
                return (tree - 0.1 * gradient, [loss]);
            }
        );
        var (next, losses) = step(tree, data);
        Assert.Equal(tree - 0.1 * Differentiate.Gradient(tree => Loss(tree, data), tree), next);
        Assert.Equal(Loss(tree, data), losses[0]);
        Assert.True(step(next, data).Tensors[0].ToScalar() < losses[0].ToScalar());
    }
}
