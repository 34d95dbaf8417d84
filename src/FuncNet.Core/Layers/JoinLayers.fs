namespace FuncNet

[<AutoOpen>]
module JoinLayers =

    [<RequireQualifiedAccess>]
    module Layer =

        let join (join: Join) =
            let parts (signal: Signal<'T>) =
                match signal with
                | Signal.Many [||] -> Errors.shape "%O: several results side by side were expected; there is none." join
                | Signal.Many parts -> List.ofArray parts
                | Signal.One _ -> Errors.shape "%O: several results side by side were expected; there is one." join

            Layer.ofAtom {
                Kind = string join
                Hyperparameters = []
                Parameters = fun _ -> []
                State = fun _ -> []
                OutputShape = parts >> Join.outputShape join
                Apply = fun _ _ state input -> Join.apply join (parts input), state
            }
