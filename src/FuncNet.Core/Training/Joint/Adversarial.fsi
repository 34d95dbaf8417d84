namespace FuncNet

/// Two networks against each other: a generator makes samples of noise, a discriminator tells them from real ones, and each learns
/// from the other (Goodfellow and others 2014).
[<RequireQualifiedAccess>]
module Adversarial =

    /// The name of the generator in the training, and of its loss in reports: "generator".
    [<Literal>]
    val Generator: string = "generator"

    /// The name of the discriminator in the training, and of its loss in reports: "discriminator".
    [<Literal>]
    val Discriminator: string = "discriminator"

    /// The training of a generator against a discriminator, each with its optimizer. A step makes as many samples of normal noise as the
    /// batch has, takes a step of the discriminator on both, and then one of the generator against the new discriminator, with noise of its own. The
    /// inputs of the data are the real samples; their targets are not looked at. A generator that makes other shapes than the
    /// discriminator takes, and a discriminator that gives more than one score for a sample, are a ShapeException.
    val trainer:
        loss: AdversarialLoss ->
        generator: Network * generatorOptimizer: Optimizer ->
            discriminator: Network * discriminatorOptimizer: Optimizer ->
                JointTrainer

    /// The same with so many steps of the discriminator for one of the generator, each on the same batch with noise of its own.
    val trainerWith:
        discriminatorSteps: int ->
        loss: AdversarialLoss ->
        generator: Network * generatorOptimizer: Optimizer ->
            discriminator: Network * discriminatorOptimizer: Optimizer ->
                JointTrainer

    /// So many samples of a generator, from normal noise, in inference mode.
    val sample: count: int -> key: Key -> generator: Network -> Tensor
