namespace FuncNet;

/// <summary>Learning rates over time. t is the step, from 0 on; η is the rate given. Numbers out of range throw ConfigurationException.</summary>
public static class Schedules
{
    /// <summary>η at every step.</summary>
    public static Schedule Constant(double rate) => ScheduleModule.constant(rate);

    /// <summary>η / (1 + decay·t / decaySteps).</summary>
    public static Schedule InverseTime(double rate, double decay, int decaySteps) =>
        ScheduleModule.inverseTime(decay, decaySteps, rate);

    /// <summary>η · factor^⌊t / every⌋.</summary>
    public static Schedule Step(double rate, double factor, int every) => ScheduleModule.step(factor, every, rate);

    /// <summary>η · factor^(t / steps).</summary>
    public static Schedule Exponential(double rate, double factor, int steps) =>
        ScheduleModule.exponential(factor, steps, rate);

    /// <summary>last + (η − last)·(1 + cos(πt / steps)) / 2, then last (Loshchilov and Hutter 2017).</summary>
    public static Schedule Cosine(double rate, int steps, double last = 0) =>
        ScheduleModule.cosineTo(last, steps, rate);

    /// <summary>
    /// rate·(1 + cos(π (t mod steps) / steps)) / 2: down along half a cosine, and up to the rate again at once, over and over, as snapshot
    /// ensembles want it.
    /// </summary>
    public static Schedule CosineCycles(double rate, int steps) => ScheduleModule.cosineCycles(steps, rate);

    /// <summary>(t + 1) / steps of the next schedule's first rate while t &lt; steps, then the next schedule from its beginning (Goyal et al. 2017).</summary>
    public static Schedule WarmUp(int steps, Schedule next) => ScheduleModule.warmUp(steps, next);

    /// <summary>
    /// Up from η / startDivisor to η over the share peakAt of the steps, then down to η / (startDivisor · endDivisor), each along
    /// half a cosine (Smith and Topin 2018; PyTorch's defaults).
    /// </summary>
    public static Schedule OneCycle(
        double rate,
        int steps,
        double peakAt = 0.3,
        double startDivisor = 25,
        double endDivisor = 1e4
    ) => ScheduleModule.oneCycleWith(peakAt, startDivisor, endDivisor, steps, rate);

    /// <summary>A first rate, and other rates from given steps on, which ascend: <c>Piecewise(0.1, (1000, 0.01), (2000, 0.001))</c>.</summary>
    public static Schedule Piecewise(double first, params IReadOnlyList<(int Step, double Rate)> changes) =>
        ScheduleModule.piecewise(first, changes.Select(change => Tuple.Create(change.Step, change.Rate)));

    /// <summary>A schedule of your own: from the step, an int32 scalar, to the rate, a float64 scalar, in operations of tensors.</summary>
    public static Schedule Custom(string name, Func<Tensor, Tensor> rate) =>
        ScheduleModule.custom(name, Functions.Of(rate));
}
