namespace FuncNet;

/// <summary>Computations as data: tracing functions into programs, and running programs.</summary>
public static class ProgramExtensions
{
    extension(Program)
    {
        /// <summary>
        /// The program of a function of several tensors, found by calling it once with tensors that have no numbers yet. A function
        /// that asks for numbers (AsSpan, ToScalar) throws FuncNetException; other tensors that it reads become constants.
        /// </summary>
        public static Program Trace(
            Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> function,
            params IReadOnlyList<TensorSpec> inputs
        ) => ProgramModule.trace(Functions.Of((Tensor[] x) => function(x).ToArray()), inputs);

        /// <summary>The program of a function of one tensor.</summary>
        public static Program Trace(Func<Tensor, Tensor> function, TensorSpec input) =>
            ProgramModule.trace(Functions.Of((Tensor[] x) => new[] { function(x[0]) }), [input]);
    }

    /// <summary>
    /// The results for these inputs. Inputs of another shape or type than the traced ones throw ShapeException. A program can be
    /// differentiated like any function.
    /// </summary>
    public static IReadOnlyList<Tensor> Run(this Program program, params IReadOnlyList<Tensor> inputs) =>
        ProgramModule.run(program, [.. inputs]);
}
