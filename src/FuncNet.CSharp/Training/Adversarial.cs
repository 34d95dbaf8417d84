using Core = FuncNet.AdversarialLossModule;
using Game = FuncNet.Adversarial;

namespace FuncNet;

/// <summary>What a generator and a discriminator play for. Scores are what the discriminator gives, the larger, the more real.</summary>
public static class AdversarialLosses
{
    /// <summary>
    /// Discriminator: mean ln(1 + e^−D(x)) + mean ln(1 + e^D(G(z))). Generator: mean ln(1 + e^−D(G(z))) (Goodfellow and others 2014).
    /// </summary>
    public static AdversarialLoss NonSaturating => Core.nonSaturating;

    /// <summary>
    /// Discriminator: ½·mean (D(x) − 1)² + ½·mean D(G(z))². Generator: ½·mean (D(G(z)) − 1)² (Mao and others 2017).
    /// </summary>
    public static AdversarialLoss LeastSquares => Core.leastSquares;

    /// <summary>
    /// Discriminator: mean max(0, 1 − D(x)) + mean max(0, 1 + D(G(z))). Generator: −mean D(G(z)) (Lim and Ye 2017).
    /// </summary>
    public static AdversarialLoss Hinge => Core.hinge;

    /// <summary>
    /// Discriminator: mean D(G(z)) − mean D(x) + λ·mean (‖∇D(x̂)‖ − 1)². Generator: −mean D(G(z)). The penalty λ is 10 in the paper; 0.1
    /// suits points in a plane (Gulrajani and others 2017).
    /// </summary>
    public static AdversarialLoss Wasserstein(double penalty = 10) => Core.wasserstein(penalty);

    /// <summary>
    /// Losses of your own. discriminator: from the scores of real and of generated samples; generator: from those of generated ones.
    /// </summary>
    public static AdversarialLoss Custom(
        string name,
        Func<Tensor, Tensor, Tensor> discriminator,
        Func<Tensor, Tensor> generator
    ) => Core.custom(name, Functions.Of(discriminator), Functions.Of(generator));

    /// <summary>The same losses, and λ times the gradient penalty for the discriminator; instead of any other.</summary>
    public static AdversarialLoss WithGradientPenalty(this AdversarialLoss loss, double weight) =>
        Core.withGradientPenalty(weight, loss);

    /// <summary>
    /// mean (‖∇D(x̂)‖ − 1)² at x̂ = ε·x + (1 − ε)·x̃, with ε uniform on [0, 1) for each sample. Its own gradient is a second derivative. critic: scores,
    /// each of which follows from one sample alone; real and generated: [n; …].
    /// </summary>
    public static Tensor GradientPenalty(Func<Tensor, Tensor> critic, Tensor real, Tensor generated, Key key) =>
        Core.gradientPenalty(key, Functions.Of(critic), real, generated);
}

/// <summary>A generator against a discriminator, before it is said how each learns; each call gives a new value.</summary>
public sealed class AdversarialPlan
{
    private readonly Settings settings;

    private sealed record Settings(Network Generator, Network Discriminator, Dataset Data)
    {
        public AdversarialLoss Loss { get; init; } = AdversarialLosses.NonSaturating;
        public int Steps { get; init; } = 1;
    }

    private AdversarialPlan(Settings settings) => this.settings = settings;

    internal AdversarialPlan(Network generator, Network discriminator, Dataset data)
        : this(new Settings(generator, discriminator, data)) { }

    /// <summary>What they play for; the non-saturating loss by default.</summary>
    public AdversarialPlan Minimize(AdversarialLoss loss) => new(settings with { Loss = loss });

    /// <summary>So many steps of the discriminator for one of the generator, each on the same batch with noise of its own; 1 by default.</summary>
    public AdversarialPlan DiscriminatorSteps(int count) => new(settings with { Steps = count });

    /// <summary>
    /// How the weights of each follow the gradients. The networks are "generator" and "discriminator" in the training, and so are their losses
    /// in reports. A generator that makes other shapes than the discriminator takes, and a discriminator that gives more than one
    /// score for a sample, are a ShapeException.
    /// </summary>
    public JointPlan With(Optimizer generator, Optimizer discriminator) =>
        new(
            settings.Data,
            Game.trainerWith(
                settings.Steps,
                settings.Loss,
                settings.Generator,
                generator,
                settings.Discriminator,
                discriminator
            )
        );
}

/// <summary>Two networks against each other.</summary>
public static class AdversarialExtensions
{
    /// <summary>
    /// Begins the training of a generator, which makes samples of normal noise, against a discriminator, which tells them from real ones.
    /// The inputs of the data are the real samples; their targets are not looked at.
    /// </summary>
    public static AdversarialPlan TrainAgainst(this Network generator, Network discriminator, Dataset data) =>
        new(generator, discriminator, data);

    /// <summary>The same with real samples [n; …].</summary>
    public static AdversarialPlan TrainAgainst(this Network generator, Network discriminator, Tensor samples) =>
        new(generator, discriminator, new Dataset(samples, Tensor.Of(new int[samples.Shape[0]])));

    /// <summary>So many samples of a generator, from normal noise, in inference mode.</summary>
    public static Tensor Sample(this Network generator, int count, long seed) =>
        Game.sample(count, Functions.KeyOf(seed), generator);
}
