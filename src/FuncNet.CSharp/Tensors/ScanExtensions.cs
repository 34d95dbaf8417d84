using Core = FuncNet.TensorScan.Tensor;

namespace FuncNet;

/// <summary>One step of a recurrence: from the carried values and one place of each sequence to the next carried values and the step's results.</summary>
public delegate (IReadOnlyList<Tensor> Carried, IReadOnlyList<Tensor> Results) ScanStep(
    IReadOnlyList<Tensor> carried,
    IReadOnlyList<Tensor> inputs
);

/// <summary>Recurrences.</summary>
public static class ScanExtensions
{
    extension(Tensor)
    {
        /// <summary>
        /// A recurrence over the first axis of sequences: (c[t+1], y[t]) = step(c[t], x[t]), from c[0] = initial; backwards, from the last step
        /// to the first. Gives the carried values at the end, and the results y of all steps, each stacked along a new first axis.
        /// The step is called once, with tensors that have no numbers, so that it can't branch on numbers; gradients flow to whatever
        /// it reads. Fifty steps or five thousand are one operation on a tape. Sequences that are missing or of different lengths,
        /// and carried values that change in shape or type, throw ShapeException.
        /// </summary>
        public static (IReadOnlyList<Tensor> Final, IReadOnlyList<Tensor> Results) Scan(
            ScanStep step,
            IReadOnlyList<Tensor> initial,
            IReadOnlyList<Tensor> sequences,
            bool backwards = false
        )
        {
            var body = Functions.Of(
                (Tensor[] carried, Tensor[] inputs) =>
                {
                    var (next, results) = step(carried, inputs);
                    return Tuple.Create(next.ToArray(), results.ToArray());
                }
            );
            var (last, all) = backwards
                ? Core.scanBack(body, [.. initial], [.. sequences])
                : Core.scan(body, [.. initial], [.. sequences]);
            return (last, all);
        }
    }
}
