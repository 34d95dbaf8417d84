namespace FuncNet

/// Settings of Adagrad.
type Adagrad = {
    /// η, the learning rate over time.
    Rate: Schedule
    /// The sum of squares at first.
    Start: float
    /// ε, added to the root.
    Epsilon: float
}

/// Adagrad as it is used most.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Adagrad =

    /// η = 0.01, start 0, ε = 10⁻¹⁰ (PyTorch; Keras starts at 0.1). PyTorch's lr_decay is Schedule.inverseTime decay 1.
    val defaults: Adagrad

/// Settings of Adadelta.
type Adadelta = {
    /// η, a factor of the update.
    Rate: Schedule
    /// ρ, how much of the mean squares is kept.
    Rho: float
    /// ε, added in both roots.
    Epsilon: float
}

/// Adadelta as it is used most.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Adadelta =

    /// η = 1, ρ = 0.9 (PyTorch; the paper has 0.95), ε = 10⁻⁶.
    val defaults: Adadelta

/// Settings of Rprop.
type Rprop = {
    /// δ at first, for every element.
    FirstStep: float
    /// What a turn of the sign multiplies the step by.
    Shrink: float
    /// What a sign that stays multiplies the step by.
    Grow: float
    /// No step is smaller.
    Smallest: float
    /// No step is larger.
    Largest: float
}

/// Rprop as it is used most.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Rprop =

    /// First step 0.01, from 10⁻⁶ to 50, shrink 0.5, grow 1.2 (the paper and PyTorch).
    val defaults: Rprop

/// Methods with a pace for every element, by name. g is the gradient, x the parameter, η the rate.
[<AutoOpen>]
module AdaptiveMethods =

    [<RequireQualifiedAccess>]
    module Optimizer =

        /// Adagrad with all its settings.
        val adagradWith: settings: Adagrad -> Optimizer

        /// s ← s + g², x ← x − ηg / (√s + ε), ε = 10⁻¹⁰ (Duchi, Hazan and Singer 2011): for sparse gradients, such as those of
        /// rare words; its steps only ever become smaller.
        val adagrad: rate: float -> Optimizer

        /// Adadelta with all its settings.
        val adadeltaWith: settings: Adadelta -> Optimizer

        /// v ← ρv + (1 − ρ)g², Δ = √(w + ε) / √(v + ε) · g, w ← ρw + (1 − ρ)Δ², x ← x − ηΔ, ρ = 0.9, ε = 10⁻⁶ (Zeiler 2012;
        /// there η = 1): when no rate is known. It is slow at first.
        val adadelta: rate: float -> Optimizer

        /// Rprop with all its settings. Its steps are its own: a schedule given by withSchedule multiplies them.
        val rpropWith: settings: Rprop -> Optimizer

        /// δ ← 1.2δ where g keeps its sign, δ/2 where it turns, x ← x − δ·sign g, and no step where it turns (Riedmiller and
        /// Braun 1993): for whole batches, where only signs are sure; not for small ones, whose signs are noise.
        val rprop: firstStep: float -> Optimizer
