namespace FuncNet

open System.Linq
open System.Threading

/// The elements of a pipeline once they are known, with the key that they came from.
[<Sealed>]
type internal Remembered<'T>() =

    let mutable known: (Key * 'T[]) option = None

    member _.Known
        with get () = Volatile.Read(&known)
        and set value = Volatile.Write(&known, value)

[<AutoOpen>]
module PipelineCache =

    [<RequireQualifiedAccess>]
    module Pipeline =

        let cache (source: Pipeline<'T>) =
            let memory = Remembered<'T>()

            let remembered (walk: Walk) =
                memory.Known
                |> Option.filter (fun (key, _) -> not source.IsRandom || key = walk.Key)
                |> Option.map snd

            /// Those of the run's first epoch, whichever is under way, so that a resumed run finds the same.
            let made (walk: Walk) =
                seq {
                    let found = ResizeArray<'T>()

                    // The first elements that are only looked at may come in another order.
                    let keep () =
                        if not walk.Peeks then
                            memory.Known <- Some(walk.Key, found.ToArray())

                    for element in source.Elements({ walk with Epoch = 0 }, 0) do
                        found.Add element

                        // Who knows that this is the last may not ask for another.
                        if source.Extent = Extent.Finite found.Count then
                            keep ()

                        yield element

                    if source.Extent <> Extent.Finite found.Count then
                        keep ()
                }

            Pipeline(
                source.Extent,
                source.IsRandom,
                fun walk from ->
                    match remembered walk with
                    | Some elements ->
                        Seq.init (max 0 (elements.Length - from)) (fun i -> elements[from + i]) |> Walk.watch walk
                    | None -> (made walk).Skip from
            )
