namespace FuncNet

/// A learning rate as a function of the step, the number of updates made before: int32 scalar to float64 scalar.
[<Sealed>]
type Schedule =
    /// The name, as it stands in summaries, such as "cosine".
    member Name: string

    /// Step to rate, in operations of tensors, so that it can be traced.
    member internal Rate: (Tensor -> Tensor)

    /// The rate at a step; the first is 0.
    member At: step: int -> float

    /// The name.
    override ToString: unit -> string

/// Learning rates over time. t is the step, from 0 on; η is the rate given.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Schedule =

    /// The rate at a step.
    val at: step: int -> schedule: Schedule -> float

    /// The rate at a step that is a tensor: int32 scalar to float64 scalar.
    val rate: step: Tensor -> schedule: Schedule -> Tensor

    /// A schedule of your own: from the step, an int32 scalar, to the rate, a float64 scalar. Write it with operations of
    /// tensors, without branching on numbers, and it can be compiled.
    val custom: name: string -> rate: (Tensor -> Tensor) -> Schedule

    /// η at every step.
    val constant: rate: float -> Schedule

    /// η / (1 + decay·t / decaySteps) (note 001): quick at first, then ever slower.
    val inverseTime: decay: float -> decaySteps: int -> rate: float -> Schedule

    /// η · factor^⌊t / every⌋: drops by a factor every so many steps.
    val step: factor: float -> every: int -> rate: float -> Schedule

    /// η · factor^(t / steps): falls by the factor over so many steps, smoothly.
    val exponential: factor: float -> steps: int -> rate: float -> Schedule

    /// last + (η − last)·(1 + cos(πt / steps)) / 2, then last (Loshchilov and Hutter 2017, without restarts).
    val cosineTo: last: float -> steps: int -> rate: float -> Schedule

    /// η·(1 + cos(πt / steps)) / 2, then 0 (Loshchilov and Hutter 2017): the usual choice for a run of known length.
    val cosine: steps: int -> rate: float -> Schedule

    /// η·(1 + cos(π (t mod steps) / steps)) / 2: down along half a cosine, and up to η again at once, over and over (Loshchilov and Hutter
    /// 2017 with restarts of one length; Huang et al. 2017, whose snapshot ensembles take a member from the end of each cycle).
    val cosineCycles: steps: int -> rate: float -> Schedule

    /// (t + 1) / steps of the next schedule's first rate while t < steps, then the next schedule from its beginning (Goyal et
    /// al. 2017): for large batches, and for Adam, whose first estimates are rough.
    val warmUp: steps: int -> next: Schedule -> Schedule

    /// Up from η / startDivisor to η over the given share of the steps, then down to η / (startDivisor · endDivisor), each
    /// along half a cosine; after the last step it stays there.
    val oneCycleWith: peakAt: float -> startDivisor: float -> endDivisor: float -> steps: int -> rate: float -> Schedule

    /// One cycle up and down (Smith and Topin 2018), equal to PyTorch's OneCycleLR with its defaults: from η/25 to η over
    /// 30 % of the steps, then down to η/250,000. η is the largest rate that still converges.
    val oneCycle: steps: int -> rate: float -> Schedule

    /// A first rate, and other rates from given steps on; the steps must ascend.
    val piecewise: first: float -> changes: (int * float) seq -> Schedule
