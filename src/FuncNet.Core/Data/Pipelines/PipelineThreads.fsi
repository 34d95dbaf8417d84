namespace FuncNet

/// Pipelines whose elements are made on other threads. They change no bit of any element, nor the order.
[<AutoOpen>]
module PipelineThreads =

    [<RequireQualifiedAccess>]
    module Pipeline =

        /// A thread of its own makes the elements, so many of them before they are asked for (and the one that it has in hand): what a pipeline
        /// does is hidden behind the steps of the training. An error comes where its element would, as it was thrown. Whoever stops reading
        /// early, or cancels, waits for the element in hand, and leaves no thread behind.
        val prefetch: count: int -> source: Pipeline<'T> -> Pipeline<'T>

        /// f x for each element x, of which so many are worked on at the same time on threads of the pool. f is called from many threads.
        val mapParallel: threads: int -> f: ('T -> 'U) -> source: Pipeline<'T> -> Pipeline<'U>

        /// f key x for each element x, as mapKeyed and with its very keys, so many at the same time.
        val mapKeyedParallel: threads: int -> f: (Key -> 'T -> 'U) -> source: Pipeline<'T> -> Pipeline<'U>
