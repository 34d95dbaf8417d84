using Methods = FuncNet.GradientMethods.Optimizer;
using Transforms = FuncNet.OptimizerTransforms.Optimizer;

namespace FuncNet;

/// <summary>A step of an optimizer of your own, as a pure function.</summary>
/// <param name="step">The number of updates made before: int32 scalar.</param>
/// <param name="updates">The updates so far; gradients at first.</param>
/// <param name="memory">What the optimizer kept.</param>
/// <param name="parameters">The parameters as they are.</param>
/// <returns>The new updates, to be added to the parameters, and what is kept; both with the names that they had.</returns>
public delegate (Parameters Updates, Parameters Memory) OptimizerStep(
    Tensor step,
    Parameters updates,
    Parameters memory,
    Parameters parameters
);

/// <summary>
/// Optimizers: pure transforms from gradients to updates, one after another. g is the gradient, u the updates so far, x the
/// parameter, η the learning rate, a number or a schedule. Rates out of range throw ConfigurationException.
/// </summary>
public static partial class Optimizers
{
    /// <summary>x ← x − ηg (Cauchy 1847).</summary>
    public static Optimizer Sgd(double learningRate = 0.01) => Sgd(Schedules.Constant(learningRate));

    /// <summary>x ← x − ηg, η from a schedule.</summary>
    public static Optimizer Sgd(Schedule learningRate) => Methods.sgdWith(new Sgd(learningRate, 0, 0, false));

    /// <summary>
    /// Δ ← ρΔ − ηg, x ← x + Δ, ρ the momentum (Polyak 1964): for long, narrow valleys. With a dampening τ (PyTorch's),
    /// Δ ← ρΔ − (1 − τ)ηg, and the first Δ is −ηg.
    /// </summary>
    public static Optimizer Momentum(double learningRate = 0.01, double momentum = 0.9, double dampening = 0) =>
        Momentum(Schedules.Constant(learningRate), momentum, dampening);

    /// <summary>Δ ← ρΔ − (1 − τ)ηg, x ← x + Δ, η from a schedule, τ the dampening.</summary>
    public static Optimizer Momentum(Schedule learningRate, double momentum = 0.9, double dampening = 0) =>
        Methods.sgdWith(new Sgd(learningRate, momentum, dampening, false));

    /// <summary>Δ ← ρΔ − ηg, x ← x + ρΔ − ηg (Nesterov 1983): momentum that oscillates less.</summary>
    public static Optimizer Nesterov(double learningRate = 0.01, double momentum = 0.9) =>
        Nesterov(Schedules.Constant(learningRate), momentum);

    /// <summary>Δ ← ρΔ − ηg, x ← x + ρΔ − ηg, η from a schedule.</summary>
    public static Optimizer Nesterov(Schedule learningRate, double momentum = 0.9) =>
        Methods.sgdWith(new Sgd(learningRate, momentum, 0, true));

    /// <summary>
    /// v ← ρv + (1 − ρ)g², x ← x − ηg / (√v + ε) (Tieleman and Hinton 2012); the centred form has √(v − m²), m the mean of g
    /// (Graves 2013), and with a momentum μ, Δ ← μΔ − ηg / (√v + ε), x ← x + Δ.
    /// </summary>
    public static Optimizer RmsProp(
        double learningRate = 1e-3,
        double rho = 0.9,
        double epsilon = 1e-8,
        bool centred = false,
        double momentum = 0
    ) => RmsProp(Schedules.Constant(learningRate), rho, epsilon, centred, momentum);

    /// <summary>v ← ρv + (1 − ρ)g², x ← x − ηg / (√v + ε), η from a schedule.</summary>
    public static Optimizer RmsProp(
        Schedule learningRate,
        double rho = 0.9,
        double epsilon = 1e-8,
        bool centred = false,
        double momentum = 0
    ) => Methods.rmsPropWith(new RmsProp(learningRate, rho, epsilon, centred, momentum));

    /// <summary>
    /// m ← β1·m + (1 − β1)g, v ← β2·v + (1 − β2)g², x ← x − ηm̂ / (√v̂ + ε) (Kingma and Ba 2015): the first choice for most networks.
    /// amsgrad divides by the largest v so far (Reddi et al. 2018).
    /// </summary>
    public static Optimizer Adam(
        double learningRate = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        bool amsgrad = false
    ) => Adam(Schedules.Constant(learningRate), beta1, beta2, epsilon, amsgrad);

    /// <summary>Adam with η from a schedule.</summary>
    public static Optimizer Adam(
        Schedule learningRate,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        bool amsgrad = false
    ) => Methods.adamWith(new Adam(learningRate, beta1, beta2, epsilon, 0, amsgrad));

    /// <summary>
    /// x ← x − η(m̂ / (√v̂ + ε) + λx), λ the decay, of kernels and not of biases (Loshchilov and Hutter 2019): Adam for large
    /// networks that overfit.
    /// </summary>
    public static Optimizer AdamW(
        double learningRate = 1e-3,
        double decay = 0.01,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        bool amsgrad = false
    ) => AdamW(Schedules.Constant(learningRate), decay, beta1, beta2, epsilon, amsgrad);

    /// <summary>AdamW with η from a schedule.</summary>
    public static Optimizer AdamW(
        Schedule learningRate,
        double decay = 0.01,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        bool amsgrad = false
    ) => Methods.adamWith(new Adam(learningRate, beta1, beta2, epsilon, decay, amsgrad));

    /// <summary>One after another, each on what the one before it gives: <c>Chain(ClipByGlobalNorm(1), Adam())</c>.</summary>
    public static Optimizer Chain(params IReadOnlyList<Optimizer> optimizers) => OptimizerModule.chain(optimizers);

    /// <summary>Leaves the updates as they are: the unit of Chain.</summary>
    public static Optimizer Identity => OptimizerModule.identity;

    /// <summary>−η·u: the direction of descent.</summary>
    public static Optimizer ScaleByLearningRate(Schedule learningRate) =>
        OptimizerModule.scaleByLearningRate(learningRate);

    /// <summary>Δ ← ρΔ + u, and Δ is the update.</summary>
    public static Optimizer ScaleByMomentum(double rho) => Transforms.momentum(rho);

    /// <summary>Δ ← ρΔ + (1 − τ)u, τ the dampening, and Δ is the update; the first is u.</summary>
    public static Optimizer ScaleByMomentum(double rho, double dampening) => Transforms.dampedMomentum(rho, dampening);

    /// <summary>Δ ← ρΔ + u, and the update is ρΔ + u once more.</summary>
    public static Optimizer ScaleByNesterov(double rho) => Transforms.nesterovMomentum(rho);

    /// <summary>v ← ρv + (1 − ρ)u², and the update is u / (√v + ε).</summary>
    public static Optimizer ScaleByRms(double rho = 0.9, double epsilon = 1e-8) => Transforms.scaleByRms(rho, epsilon);

    /// <summary>The update m̂ / (√v̂ + ε) of Adam, without a rate.</summary>
    public static Optimizer ScaleByAdam(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) =>
        Transforms.scaleByAdam(beta1, beta2, epsilon);

    /// <summary>u + λx where the parameter's declaration says that it decays: kernels do, biases don't.</summary>
    public static Optimizer AddDecayedWeights(double decay) => Transforms.addDecayedWeights(decay);

    /// <summary>u + λx where the parameter's path satisfies a predicate.</summary>
    public static Optimizer AddDecayedWeights(double decay, Func<string, bool> paths) =>
        Transforms.addDecayedWeightsTo(Functions.Of(paths), decay);

    /// <summary>Every element of u brought into [−limit, limit].</summary>
    public static Optimizer ClipByValue(double limit) => Transforms.clipByValue(limit);

    /// <summary>u · min(1, limit / ‖u‖), for each tensor on its own.</summary>
    public static Optimizer ClipByNorm(double limit) => Transforms.clipByNorm(limit);

    /// <summary>u · min(1, limit / ‖u‖), ‖u‖ the norm of all tensors together (Pascanu et al. 2013).</summary>
    public static Optimizer ClipByGlobalNorm(double limit) => Transforms.clipByGlobalNorm(limit);

    /// <summary>An optimizer for those parameters only whose paths satisfy a predicate; the updates of the others go through as they are.</summary>
    public static Optimizer Mask(Func<string, bool> paths, Optimizer optimizer) =>
        Transforms.maskPaths(Functions.Of(paths), optimizer);

    /// <summary>
    /// A transform of your own that keeps one tree. initialize: from the parameters to the tree before the first step. Write the
    /// step with operations of tensors, without branching on numbers.
    /// </summary>
    public static Optimizer Custom(string name, Func<Parameters, Parameters> initialize, OptimizerStep step) =>
        OptimizerModule.custom(
            name,
            Functions.Of(initialize),
            Microsoft.FSharp.Core.FuncConvert.FromFunc<
                Tensor,
                Parameters,
                Parameters,
                Parameters,
                Tuple<Parameters, Parameters>
            >(
                (count, updates, memory, parameters) =>
                {
                    var (next, kept) = step(count, updates, memory, parameters);
                    return Tuple.Create(next, kept);
                }
            )
        );
}

/// <summary>Optimizers as functions, for training steps of your own.</summary>
public static class OptimizerExtensions
{
    /// <summary>The state before the first update.</summary>
    public static OptimizerState Initialize(this Optimizer optimizer, Parameters parameters) =>
        OptimizerModule.init(optimizer, parameters);

    /// <summary>The updates, to be added to the parameters (<c>parameters + updates</c>), and the state after them.</summary>
    public static (Parameters Updates, OptimizerState State) Update(
        this Optimizer optimizer,
        Parameters gradients,
        OptimizerState state,
        Parameters parameters
    )
    {
        var (updates, next) = OptimizerModule.update(optimizer, gradients, state, parameters);
        return (updates, next);
    }

    /// <summary>The same optimizer with another learning rate, wherever it scales by one.</summary>
    public static Optimizer WithSchedule(this Optimizer optimizer, Schedule schedule) =>
        OptimizerModule.withSchedule(schedule, optimizer);

    /// <summary>The same optimizer under another name.</summary>
    public static Optimizer Named(this Optimizer optimizer, string name) => OptimizerModule.named(name, optimizer);

    /// <summary>Everything in the state as a tree: "step", "rate", and names such as "adam.mean.dense1.kernel".</summary>
    public static Parameters ToTree(this OptimizerState state) => OptimizerStateModule.toTree(state);

    /// <summary>The state in a tree that ToTree has made; this state is the template, of the same optimizer and parameters.</summary>
    public static OptimizerState WithTree(this OptimizerState template, Parameters tree) =>
        OptimizerStateModule.ofTree(template, tree);

    /// <summary>A tree that the optimizer keeps, by its name, such as "adam.mean", or "average" of AverageWeights.</summary>
    public static Parameters Kept(this OptimizerState state, string name) => OptimizerStateModule.kept(name, state);
}
