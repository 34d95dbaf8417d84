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
        Assert.Throws<ShapeException>(() => executable.Run(Tensor.Of(1.0)));
    }

    [Fact]
    public void A_program_iterates()
    {
        Executable step = FuncNet.Program.Trace(x => x * 0.5, x.Spec).Compile();
        Assert.Equal(x * 0.5 * 0.5 * 0.5, step.Iterate(3, x)[0]);
    }
}
