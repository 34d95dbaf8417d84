namespace FuncNet

/// What a method does at a visited point.
[<NoComparison; NoEquality>]
type internal Move =
    /// Goes there, by a step of this length.
    | Goes of Visit * stepLength: float
    /// Ends, and says why.
    | Ends of MinimizerStatus * explanation: string

/// A method between two steps: from where it is to its move, and to what it is then. Immutable, so that a sequence of states
/// can be run through more than once.
[<NoComparison; NoEquality>]
type internal Walker = Walker of (Visit -> Move * Walker)

module internal Walker =

    /// A walker that remembers something from step to step.
    val remembering: step: ('Memory -> Visit -> Move * 'Memory) -> memory: 'Memory -> Walker

    /// A walker that remembers nothing.
    val forgetful: step: (Visit -> Move) -> Walker

/// A way to find a minimum that needs function values and branches on numbers, with a tolerance and a limit of steps. For the
/// whole data at once; for batches there are the optimizers. Immutable; made with the functions of the module of the same name.
[<Sealed>]
type Minimizer =
    internal new: name: string * start: (Problem -> Walker) * judge: (Problem -> Visit -> MinimizerStatus) -> Minimizer

    /// The name of the method, such as "lbfgs".
    member Name: string

    /// ‖∇f‖ under which it has converged; NaN for the default: 10⁻⁸ in float64, 10⁻⁴ in float32.
    member Tolerance: float

    /// How many steps it makes at most; 1000 by default.
    member MaxSteps: int

    /// The name.
    override ToString: unit -> string

/// Minimizers. x is the point, g = ∇f(x), H = ∇²f(x), p the direction in x ← x + αp.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Minimizer =

    /// The same method with another bound on ‖g‖, under which it has converged; over 0.
    val withTolerance: tolerance: float -> minimizer: Minimizer -> Minimizer

    /// The same method with another limit of steps, at least 0.
    val withMaxSteps: steps: int -> minimizer: Minimizer -> Minimizer

    /// The states from the start on, lazily: a step is made when the next state is asked for. The last one has a status other
    /// than Running; where a method could not make another step, it is at the point of the one before it. There are at
    /// most MaxSteps + 1. A start of another type than float32 and float64 throws DTypeException; an objective that gives more
    /// than one number ShapeException; one that is NaN or infinite at the start, or an objective without residuals where the
    /// method needs them, ConfigurationException.
    val states: objective: Objective<'Point> -> start: 'Point -> minimizer: Minimizer -> MinimizerState<'Point> seq

    /// The last of the states.
    val run: objective: Objective<'Point> -> start: 'Point -> minimizer: Minimizer -> MinimizerState<'Point>
