using Core = FuncNet.CompileModule;
using OfTrees = FuncNet.CompiledTrees.Parameters;

namespace FuncNet;

/// <summary>
/// Functions of tensors as executables. A compiled function is traced once for each signature (shapes and types) that it is called with,
/// of which the 8 used last are kept, and gives bit for bit what the function gives. What it reads beside its inputs is fixed when it is
/// traced; a function that asks for numbers (ToScalar, AsSpan) throws FuncNetException. It can be differentiated, and may contain derivatives.
/// </summary>
public static class Compile
{
    /// <summary>A function of one tensor, compiled.</summary>
    public static Func<Tensor, Tensor> Function(Func<Tensor, Tensor> function)
    {
        var compiled = CompilePrelude.compile(Functions.Of(function));
        return x => compiled.Invoke(x);
    }

    /// <summary>A function of several tensors, compiled.</summary>
    public static Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> Function(
        Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> function
    )
    {
        var compiled = Core.many(Functions.Of((Tensor[] x) => function(x).ToArray()));
        return x => compiled.Invoke([.. x]);
    }

    /// <summary>A function of a tree, compiled, for each signature of names, shapes and types.</summary>
    public static Func<Parameters, Parameters> Parameters(Func<Parameters, Parameters> function)
    {
        var compiled = OfTrees.compile(Functions.Of(function));
        return tree => compiled.Invoke(tree);
    }

    /// <summary>A function of a tree and of tensors, such as inputs and targets, that gives a tensor, compiled.</summary>
    public static Func<Parameters, IReadOnlyList<Tensor>, Tensor> Objective(
        Func<Parameters, IReadOnlyList<Tensor>, Tensor> function
    )
    {
        var compiled = OfTrees.compileObjective(Functions.Of((Parameters tree, Tensor[] x) => function(tree, x)));
        return (tree, x) => compiled.Invoke(tree).Invoke([.. x]);
    }

    /// <summary>
    /// A function of a tree and of tensors that gives a tree and tensors, compiled: a step of training with the gradient in it, from weights
    /// and batch to weights and loss.
    /// </summary>
    public static Func<Parameters, IReadOnlyList<Tensor>, (Parameters Tree, IReadOnlyList<Tensor> Tensors)> Step(
        Func<Parameters, IReadOnlyList<Tensor>, (Parameters Tree, IReadOnlyList<Tensor> Tensors)> function
    )
    {
        var compiled = OfTrees.compileStep(
            Functions.Of(
                (Parameters tree, Tensor[] x) =>
                {
                    var (next, tensors) = function(tree, x);
                    return Tuple.Create(next, tensors.ToArray());
                }
            )
        );
        return (tree, x) =>
        {
            var (next, tensors) = compiled.Invoke(tree).Invoke([.. x]);
            return (next, tensors);
        };
    }
}

/// <summary>Programs made ready to run.</summary>
public static class ExecutableExtensions
{
    /// <summary>The program made ready to run: simplified, its buffers planned.</summary>
    public static Executable Compile(this Program program) => ExecutableModule.ofProgram(program);

    /// <summary>The program after each pass, by the name of the pass: first as it was traced, last as it runs.</summary>
    public static IReadOnlyList<(string Pass, Program Program)> Passes(this Program program) =>
        [.. ExecutableModule.passes(program).Select(pass => (pass.Item1, pass.Item2))];

    /// <summary>The results for inputs of the program's signature; others throw ShapeException.</summary>
    public static IReadOnlyList<Tensor> Run(this Executable executable, params IReadOnlyList<Tensor> inputs) =>
        executable.Run([.. inputs]);

    /// <summary>
    /// The program run so many times, each result taking the place of the input of its number; inputs that have no such result stay what they
    /// are. Gives the last results, bit for bit those of as many calls of Run, and allocates nothing between the steps.
    /// </summary>
    /// <exception cref="ShapeException">A result does not fit its input.</exception>
    public static IReadOnlyList<Tensor> Iterate(
        this Executable executable,
        int steps,
        params IReadOnlyList<Tensor> inputs
    ) => ExecutableModule.iterate(steps, executable, [.. inputs]);
}
