using Adamlike = FuncNet.AdamTransforms.Optimizer;
using AdamlikeNamed = FuncNet.AdamMethods.Optimizer;
using Adaptive = FuncNet.AdaptiveTransforms.Optimizer;
using AdaptiveNamed = FuncNet.AdaptiveMethods.Optimizer;

namespace FuncNet;

// The methods with a pace for every element, and the relatives of Adam.
public static partial class Optimizers
{
    /// <summary>
    /// s ← s + g², x ← x − ηg / (√s + ε), s = start at first (Duchi, Hazan and Singer 2011): for sparse gradients, such as those of
    /// rare words; its steps only ever become smaller.
    /// </summary>
    public static Optimizer Adagrad(double learningRate = 0.01, double epsilon = 1e-10, double start = 0) =>
        Adagrad(Schedules.Constant(learningRate), epsilon, start);

    /// <summary>Adagrad with η from a schedule.</summary>
    public static Optimizer Adagrad(Schedule learningRate, double epsilon = 1e-10, double start = 0) =>
        AdaptiveNamed.adagradWith(new Adagrad(learningRate, start, epsilon));

    /// <summary>
    /// v ← ρv + (1 − ρ)g², Δ = √(w + ε) / √(v + ε) · g, w ← ρw + (1 − ρ)Δ², x ← x − ηΔ (Zeiler 2012): when no rate is known.
    /// </summary>
    public static Optimizer Adadelta(double learningRate = 1, double rho = 0.9, double epsilon = 1e-6) =>
        Adadelta(Schedules.Constant(learningRate), rho, epsilon);

    /// <summary>Adadelta with η from a schedule.</summary>
    public static Optimizer Adadelta(Schedule learningRate, double rho = 0.9, double epsilon = 1e-6) =>
        AdaptiveNamed.adadeltaWith(new Adadelta(learningRate, rho, epsilon));

    /// <summary>
    /// δ ← δ · (grow where g keeps its sign, shrink where it turns), x ← x − δ·sign g, and no step where it turns (Riedmiller and
    /// Braun 1993): for whole batches, where only signs are sure; not for small ones, whose signs are noise.
    /// </summary>
    public static Optimizer Rprop(
        double firstStep = 0.01,
        double shrink = 0.5,
        double grow = 1.2,
        double smallest = 1e-6,
        double largest = 50
    ) => AdaptiveNamed.rpropWith(new Rprop(firstStep, shrink, grow, smallest, largest));

    /// <summary>
    /// n ← max(β2·n, |g| + ε), x ← x − ηm / ((1 − β1ᵗ)·n) (Kingma and Ba 2015, section 7.1): for gradients that are mostly 0, such
    /// as those of embeddings.
    /// </summary>
    public static Optimizer Adamax(
        double learningRate = 2e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8
    ) => Adamax(Schedules.Constant(learningRate), beta1, beta2, epsilon);

    /// <summary>Adamax with η from a schedule.</summary>
    public static Optimizer Adamax(
        Schedule learningRate,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8
    ) => AdamlikeNamed.adamaxWith(new Adamax(learningRate, beta1, beta2, epsilon));

    /// <summary>
    /// x ← x − η(μₜ₊₁·m / (1 − Πμₜ₊₁) + (1 − μₜ)g / (1 − Π)) / (√v̂ + ε), μₜ = β1(1 − ½·0.96^(tψ)), Π the product of the μ so far,
    /// ψ the momentumDecay (Dozat 2016): Adam with Nesterov's look ahead.
    /// </summary>
    public static Optimizer NAdam(
        double learningRate = 2e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double momentumDecay = 4e-3
    ) => NAdam(Schedules.Constant(learningRate), beta1, beta2, epsilon, momentumDecay);

    /// <summary>NAdam with η from a schedule.</summary>
    public static Optimizer NAdam(
        Schedule learningRate,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double momentumDecay = 4e-3
    ) => AdamlikeNamed.nadamWith(new NAdam(learningRate, beta1, beta2, epsilon, momentumDecay));

    /// <summary>
    /// x ← x − ηm̂·r√(1 − β2ᵗ) / (√v + ε), and x − ηm̂ for the first few steps (Liu et al. 2020): Adam that needs no warm-up.
    /// </summary>
    public static Optimizer RAdam(
        double learningRate = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8
    ) => RAdam(Schedules.Constant(learningRate), beta1, beta2, epsilon);

    /// <summary>RAdam with η from a schedule.</summary>
    public static Optimizer RAdam(
        Schedule learningRate,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8
    ) => AdamlikeNamed.radamWith(new RAdam(learningRate, beta1, beta2, epsilon));

    /// <summary>
    /// x ← x − η(sign(β1·m + (1 − β1)g) + λx), m ← β2·m + (1 − β2)g, λ the decay, of kernels and not of biases (Chen et al. 2023): for
    /// large networks and batches, with half the memory of Adam, a third to a tenth of its rate, and a larger decay.
    /// </summary>
    public static Optimizer Lion(
        double learningRate = 1e-4,
        double decay = 0,
        double beta1 = 0.9,
        double beta2 = 0.99
    ) => Lion(Schedules.Constant(learningRate), decay, beta1, beta2);

    /// <summary>Lion with η from a schedule.</summary>
    public static Optimizer Lion(Schedule learningRate, double decay = 0, double beta1 = 0.9, double beta2 = 0.99) =>
        AdamlikeNamed.lionWith(new Lion(learningRate, beta1, beta2, decay));

    /// <summary>
    /// r = m̂ / (√v̂ + ε) + λx, x ← x − η·‖x‖/‖r‖·r for each tensor on its own, λ the decay, of kernels and not of biases (You et al.
    /// 2020): for very large batches.
    /// </summary>
    public static Optimizer Lamb(
        double learningRate = 1e-3,
        double decay = 0.01,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-6
    ) => Lamb(Schedules.Constant(learningRate), decay, beta1, beta2, epsilon);

    /// <summary>Lamb with η from a schedule.</summary>
    public static Optimizer Lamb(
        Schedule learningRate,
        double decay = 0.01,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-6
    ) => AdamlikeNamed.lambWith(new Lamb(learningRate, beta1, beta2, epsilon, decay));

    /// <summary>The update u / (√(v − m²) + ε) of centred RMSProp, without a rate.</summary>
    public static Optimizer ScaleByCentredRms(double rho = 0.9, double epsilon = 1e-8) =>
        Adaptive.scaleByCentredRms(rho, epsilon);

    /// <summary>The update u / (√s + ε) of Adagrad, without a rate.</summary>
    public static Optimizer ScaleByAdagrad(double start = 0, double epsilon = 1e-10) =>
        Adaptive.scaleByAdagrad(start, epsilon);

    /// <summary>The update Δ of Adadelta, without a rate.</summary>
    public static Optimizer ScaleByAdadelta(double rho = 0.9, double epsilon = 1e-6) =>
        Adaptive.scaleByAdadelta(rho, epsilon);

    /// <summary>The update δ·sign u of Rprop, in the direction of u.</summary>
    public static Optimizer ScaleByRprop(
        double firstStep = 0.01,
        double shrink = 0.5,
        double grow = 1.2,
        double smallest = 1e-6,
        double largest = 50
    ) => Adaptive.scaleByRprop(firstStep, shrink, grow, smallest, largest);

    /// <summary>The update of AMSGrad, without a rate.</summary>
    public static Optimizer ScaleByAmsgrad(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) =>
        Adamlike.scaleByAmsgrad(beta1, beta2, epsilon);

    /// <summary>The update of Adamax, without a rate.</summary>
    public static Optimizer ScaleByAdamax(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) =>
        Adamlike.scaleByAdamax(beta1, beta2, epsilon);

    /// <summary>The update of NAdam, without a rate.</summary>
    public static Optimizer ScaleByNAdam(
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double momentumDecay = 4e-3
    ) => Adamlike.scaleByNAdam(beta1, beta2, epsilon, momentumDecay);

    /// <summary>The update of RAdam, without a rate.</summary>
    public static Optimizer ScaleByRAdam(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) =>
        Adamlike.scaleByRAdam(beta1, beta2, epsilon);

    /// <summary>The update sign(β1·m + (1 − β1)u) of Lion, without a rate.</summary>
    public static Optimizer ScaleByLion(double beta1 = 0.9, double beta2 = 0.99) => Adamlike.scaleByLion(beta1, beta2);

    /// <summary>u · ‖x‖ / ‖u‖ for each tensor x on its own, and u where one of the norms is 0 (You et al. 2020).</summary>
    public static Optimizer ScaleByTrustRatio => Adamlike.scaleByTrustRatio;
}
