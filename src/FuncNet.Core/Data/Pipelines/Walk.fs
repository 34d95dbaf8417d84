namespace FuncNet

open System.Threading

/// One walk through a pipeline.
[<NoEquality; NoComparison>]
type internal Walk = {
    /// What decides everything random, whatever the epoch.
    Key: Key
    /// The epoch, from 0.
    Epoch: int
    Cancellation: CancellationToken
    /// True if only the first element is wanted, to see what elements look like: then nothing is read ahead.
    Peeks: bool
}

module internal Walk =

    /// Far from the keys of steps (0, 1, …) and of the orders of data sets (−1, −2, …), which come from the same key of a run.
    let private place = System.Int32.MinValue

    let start (key: Key) epoch cancellation = {
        Key = Key.foldIn place key
        Epoch = epoch
        Cancellation = cancellation
        Peeks = false
    }

    /// What a random stage draws from in this epoch.
    let key (walk: Walk) = Key.foldIn walk.Epoch (Key.foldIn 0 walk.Key)

    /// The walk of what stands before a random stage.
    let before (walk: Walk) = { walk with Key = Key.foldIn 1 walk.Key }

    /// The walk of one of several sources.
    let part (number: int) (walk: Walk) = { walk with Key = Key.foldIn (2 + number) walk.Key }

    /// The elements, as long as nobody has cancelled.
    let watch (walk: Walk) (elements: 'T seq) =
        elements
        |> Seq.map (fun element ->
            walk.Cancellation.ThrowIfCancellationRequested()
            element)

/// How many elements a pipeline has in each epoch.
[<RequireQualifiedAccess>]
type internal Extent =
    | Finite of int
    | Unknown
    | Endless

module internal Extent =

    /// f of a number that is known.
    let map f extent =
        match extent with
        | Extent.Finite n -> Extent.Finite(f n)
        | Extent.Unknown -> Extent.Unknown
        | Extent.Endless -> Extent.Endless

    /// The shorter one of two.
    let min a b =
        match a, b with
        | Extent.Finite a, Extent.Finite b -> Extent.Finite(min a b)
        | Extent.Endless, other
        | other, Extent.Endless -> other
        | Extent.Unknown, _
        | _, Extent.Unknown -> Extent.Unknown

    /// One after the other.
    let add a b =
        match a, b with
        | Extent.Finite a, Extent.Finite b -> Extent.Finite(Checked.(+) a b)
        | Extent.Endless, _
        | _, Extent.Endless -> Extent.Endless
        | Extent.Unknown, _
        | _, Extent.Unknown -> Extent.Unknown
