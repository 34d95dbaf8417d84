namespace FuncNet

open System.Runtime.CompilerServices

/// Images of a graph [n; c; h; w] that this library computes as [n; h; w; c]: both are kept, so that what reads the one that is there needs no
/// transpose, and a compiled program leaves out the one that nothing reads.
module internal ImageOrders =

    let private lasts = ConditionalWeakTable<Tensor, Tensor>()

    /// Images [n; h; w; c] as a graph has them.
    let channelsFirst (x: Tensor) : Tensor =
        let y = Tensor.permute [ 0; 3; 1; 2 ] x
        lasts.AddOrUpdate(y, x)
        y

    /// The images [n; h; w; c] that a value was made of, if it was.
    let tryLast (x: Tensor) : Tensor option =
        match lasts.TryGetValue x with
        | true, last -> Some last
        | _ -> None

    /// Images of a graph as [n; h; w; c].
    let channelsLast (x: Tensor) : Tensor =
        match tryLast x with
        | Some last -> last
        | None -> Tensor.permute [ 0; 2; 3; 1 ] x

    /// A function of two values that works element by element, in the order in which the images are there.
    let pairwise (f: Tensor -> Tensor -> Tensor) (a: Tensor) (b: Tensor) : Tensor =
        let isNumber (x: Tensor) = x.Rank = 0

        match tryLast a, tryLast b with
        | Some a, Some b -> channelsFirst (f a b)
        | Some a, None when isNumber b -> channelsFirst (f a b)
        | None, Some b when isNumber a -> channelsFirst (f a b)
        | _ -> f a b
