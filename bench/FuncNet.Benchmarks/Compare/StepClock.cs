using System.Diagnostics;
using FuncNet;

namespace Benchmarks.Compare;

/// <summary>
/// An operation that runs once in each step of a fit and notes the time of blocks of steps; when the time is over, it ends the fit.
/// </summary>
internal sealed class StepClock(double warmup, double seconds, CancellationTokenSource end) : CustomOperation
{
    private readonly List<double> blocks = [];
    private long first;
    private long block;
    private int steps;
    private float[] zeros = [];

    public override string Name => "StepClock";

    /// <summary>The median of the blocks, in seconds per step.</summary>
    public double Seconds => Timing.Median(blocks);

    public override TensorSpec Infer(TensorSpec[] operands) => new(new Shape(operands[0].Shape[0]), DType.Float32);

    public override Array Evaluate(NDArray[] operands)
    {
        long now = Stopwatch.GetTimestamp();
        if (first == 0)
        {
            (first, block) = (now, now);
        }
        else
        {
            steps++;
            double elapsed = Stopwatch.GetElapsedTime(block, now).TotalSeconds;
            if (elapsed >= Timing.Block)
            {
                Note(elapsed / steps, Stopwatch.GetElapsedTime(first, now).TotalSeconds);
                (block, steps) = (now, 0);
            }
        }
        zeros = zeros.Length == operands[0].Shape[0] ? zeros : new float[operands[0].Shape[0]];
        return zeros;
    }

    public override Tensor[] Gradient(Tensor[] operands, Tensor result, Tensor gradient) =>
        [Tensor.ZerosLike(operands[0])];

    private void Note(double pace, double elapsed)
    {
        if (elapsed > warmup)
        {
            blocks.Add(pace);
        }
        if (elapsed > warmup + seconds && blocks.Count > 0)
        {
            end.Cancel();
        }
    }
}
