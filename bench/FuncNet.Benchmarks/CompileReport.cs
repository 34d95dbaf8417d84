using System.Diagnostics;
using FuncNet;

namespace Benchmarks;

/// <summary>
/// What making a program of a step of training takes, gradients and optimizer included: the operations before and after each pass, the times of
/// tracing, of simplifying and planning, and of the first run, which binds the operations; and the memory of the plan. Each network has a process of
/// its own, whose first program is the cold one.
/// </summary>
internal static class CompileReport
{
    private const int Batch = 32;

    private sealed record Case(string Name, Func<Network> Network, Optimizer Optimizer);

    private static readonly Case[] cases =
    [
        new("ResNet-20", StepBenchmarks.ResNet20, Optimizers.Momentum(0.1, 0.9)),
        new("LSTM", StepBenchmarks.Lstm, Optimizers.Adam()),
    ];

    public static void Print(ReadOnlySpan<string> names)
    {
        if (names is [string name])
        {
            PrintOne(cases.Single(each => each.Name == name));
            return;
        }
        foreach (Case each in cases)
        {
            using Process child = Process.Start(Environment.ProcessPath!, ["compile", each.Name]);
            child.WaitForExit();
        }
    }

    private static void PrintOne(Case each)
    {
        (Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> step, Tensor[] inputs) = Step(each);
        TensorSpec[] specs = [.. inputs.Select(x => x.Spec)];
        Line($"{each.Name}, batch {Batch}, {each.Optimizer}");
        Print("cold", Measured(step, specs, inputs));
        Print(
            "warm",
            Enumerable.Range(0, 5).Select(_ => Measured(step, specs, inputs)).MinBy(times => times.Compiled)!
        );
        foreach ((string pass, FuncNet.Program program) in FuncNet.Program.Trace(step, specs).Passes())
        {
            Line($"  {pass, -22} {program.Length, 8:N0} operations");
        }
        BufferPlan plan = FuncNet.Program.Trace(step, specs).Compile().Plan;
        Line(
            $"  arena {plan.Peak:N0} bytes, sum of intermediates {plan.Sum:N0} bytes: {(double)plan.Peak / plan.Sum:P1}"
        );
    }

    /// <summary>Milliseconds from the beginning to the end of each part.</summary>
    private sealed record Times(double Traced, double Compiled, double First, double Next);

    private static Times Measured(
        Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> step,
        TensorSpec[] specs,
        Tensor[] inputs
    )
    {
        Stopwatch watch = Stopwatch.StartNew();
        FuncNet.Program program = FuncNet.Program.Trace(step, specs);
        double traced = watch.Elapsed.TotalMilliseconds;
        Executable executable = program.Compile();
        double compiled = watch.Elapsed.TotalMilliseconds;
        executable.Run(inputs);
        double first = watch.Elapsed.TotalMilliseconds;
        executable.Run(inputs);
        return new(traced, compiled, first, watch.Elapsed.TotalMilliseconds);
    }

    private static void Print(string name, Times times) =>
        Line(
            $"  {name}: tracing {times.Traced:F1} ms and compiling {times.Compiled - times.Traced:F1} ms, together {times.Compiled:F1} ms; first run {times.First - times.Compiled:F1} ms, next run {times.Next - times.First:F1} ms"
        );

    /// <summary>A step as a function of weights, running state, optimizer state, inputs and labels, and what to call it with.</summary>
    private static (Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>>, Tensor[]) Step(Case each)
    {
        Network network = each.Network();
        OptimizerState start = each.Optimizer.Initialize(network.Parameters);
        Parameters[] trees = [network.Parameters, network.State, start.ToTree()];
        int[] shape = ((Signal<Shape>.One)network.InputShape).Item.ToArray();
        Tensor labels = Tensor.Of([.. Enumerable.Range(0, Batch).Select(i => i % 10)]);
        Tensor[] inputs = [.. trees.SelectMany(Tensors), Key.OfSeed(1).Normal([Batch, .. shape]), labels];

        IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> x)
        {
            Queue<Tensor> rest = new(x);
            Parameters[] given = [.. trees.Select(tree => tree.Map(_ => rest.Dequeue()))];
            (Tensor images, Tensor labels) = (rest.Dequeue(), rest.Dequeue());
            Parameters next = given[1];
            (Tensor loss, Parameters gradient) = Differentiate.ValueAndGradient(
                parameters =>
                {
                    (Tensor output, next) = network.ApplyWithState(parameters, given[1], images, training: true);
                    return Losses.SoftmaxCrossEntropy.Value(output, labels);
                },
                given[0]
            );
            (Parameters updates, OptimizerState state) = each.Optimizer.Update(
                gradient,
                start.WithTree(given[2]),
                given[0]
            );
            return [loss, .. Tensors(given[0] + updates), .. Tensors(next), .. Tensors(state.ToTree())];
        }

        return (Run, inputs);
    }

    private static IEnumerable<Tensor> Tensors(Parameters tree) => tree.Select(leaf => leaf.Value);

    private static void Line(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
