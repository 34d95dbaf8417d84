namespace FuncNet

open System
open System.Threading

/// The description of a lazy sequence, as an immutable value: its elements are a function of a key and an epoch, and are made one by one when
/// they are asked for. The same key and epoch give the same bits, on any number of threads and whatever is prefetched; another epoch gives
/// other orders and other random changes. Made with the functions of the module of the same name, from a source on:
///
///     Pipeline.ofDataset train
///     |> Pipeline.shuffle 10_000
///     |> Pipeline.batch 32
///     |> Pipeline.mapKeyed augment
///     |> Pipeline.prefetch 4
///     |> Pipeline.forTraining
[<Sealed>]
type Pipeline<'T> =
    internal new: extent: Extent * isRandom: bool * enumerate: (Walk -> int -> 'T seq) -> Pipeline<'T>
    member internal Extent: Extent
    member internal IsRandom: bool
    member internal Elements: walk: Walk * from: int -> 'T seq

    /// The number of elements in each epoch, as far as it is known before they are counted: none for a filtered one, nor for an endless one.
    member Count: Nullable<int>

    /// How many elements there are.
    override ToString: unit -> string

/// Pipelines: sources, and what makes a pipeline of others. A stage that draws random numbers draws other ones in each epoch. Elements
/// are made in order, on the thread that asks for them unless mapParallel or prefetch says otherwise. Functions are called again in every epoch,
/// and when a trainer looks at the first element to see its shape; so they should have no effects.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Pipeline =

    val internal atLeast: least: int -> operation: string -> what: string -> value: int -> unit

    /// The elements of an array, which is copied.
    val ofArray: elements: 'T[] -> Pipeline<'T>

    /// The elements of a sequence, which is begun anew in each epoch; its length is known if it is a collection.
    val ofSeq: elements: 'T seq -> Pipeline<'T>

    /// A source of your own: the elements of an epoch (0, 1, …) from its key and its number.
    val create: elements: (Key -> int -> 'T seq) -> Pipeline<'T>

    /// So many elements, each from a key of its own and its place 0, 1, ….
    val generate: count: int -> element: (Key -> int -> 'T) -> Pipeline<'T>

    /// Elements without end, each from a key of its own and its place; take ends it.
    val generateForever: element: (Key -> int -> 'T) -> Pipeline<'T>

    /// f x for each element x.
    val map: f: ('T -> 'U) -> source: Pipeline<'T> -> Pipeline<'U>

    /// f key x for each element x, with a key of its own, which follows from the run's key, the epoch and the element's place: augmentation.
    val mapKeyed: f: (Key -> 'T -> 'U) -> source: Pipeline<'T> -> Pipeline<'U>

    /// The elements for which the function is true. Their number is not known any more.
    val filter: holds: ('T -> bool) -> source: Pipeline<'T> -> Pipeline<'T>

    /// All elements of f x, for each x in order.
    val collect: f: ('T -> 'U seq) -> source: Pipeline<'T> -> Pipeline<'U>

    /// The first elements, or all if there are fewer.
    val take: count: int -> source: Pipeline<'T> -> Pipeline<'T>

    /// All but the first elements.
    val skip: count: int -> source: Pipeline<'T> -> Pipeline<'T>

    /// So many rounds one after the other within one epoch, each in an order of its own if the source is random.
    val repeat: times: int -> source: Pipeline<'T> -> Pipeline<'T>

    /// Rounds without end; take ends it. A round without elements is a DataException.
    val repeatForever: source: Pipeline<'T> -> Pipeline<'T>

    /// Pairs of the elements at the same place, as far as both go.
    val zip: a: Pipeline<'T> -> b: Pipeline<'U> -> Pipeline<'T * 'U>

    /// f x y of the elements at the same place, as far as both go.
    val zipWith: f: ('T -> 'U -> 'V) -> a: Pipeline<'T> -> b: Pipeline<'U> -> Pipeline<'V>

    /// One pipeline behind the other.
    val concat: parts: Pipeline<'T> seq -> Pipeline<'T>

    /// An element of each in turn; those that are over are left out, until all are.
    val interleave: parts: Pipeline<'T> seq -> Pipeline<'T>

    /// Windows over neighbouring elements, as arrays of one size, of which each begins stride elements after the one before: a time series as
    /// samples. ⌊(n − size) / stride⌋ + 1 of them; elements behind the last whole one are left out.
    val window: size: int -> stride: int -> source: Pipeline<'T> -> Pipeline<'T[]>

    /// Arrays of so many elements, one behind the other; a last, shorter one is kept or dropped.
    val chunk: size: int -> dropLast: bool -> source: Pipeline<'T> -> Pipeline<'T[]>

    /// Another order in each epoch, of which so many elements are in memory at a time: the next element is one of those in the buffer, each
    /// equally likely, and the source's next takes its place. With a buffer as large as the source every order is equally likely.
    val shuffle: buffer: int -> source: Pipeline<'T> -> Pipeline<'T>

    /// The elements of an epoch (0, 1, …), made while they are read. A trainer whose run has this key sees these very elements.
    val toSeq: key: Key -> epoch: int -> pipeline: Pipeline<'T> -> 'T seq

    /// The same from a place on; what comes before is not made where it need not be. A cancelled token throws OperationCanceledException.
    val toSeqFrom:
        cancellation: CancellationToken -> key: Key -> epoch: int -> from: int -> pipeline: Pipeline<'T> -> 'T seq
