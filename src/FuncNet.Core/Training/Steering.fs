namespace FuncNet

open System
open System.Collections.Generic

/// The callbacks of a run under way, and what it remembers for each.
[<Sealed>]
type internal Steering(callbacks: Callback[], start: IReadOnlyList<CallbackState>) =

    let names = Steering.Names callbacks

    let states =
        Array.map2
            (fun name (callback: Callback) ->
                start
                |> Seq.tryFind (fun known -> known.Name = name && not callback.Parts.IsPassing)
                |> Option.defaultValue {
                    Name = name
                    State = callback.Parts.Init
                    KeptParameters = Parameters.empty
                    KeptState = Parameters.empty
                    RateFactor = 1.0
                })
            names
            callbacks

    /// The names of callbacks in a training state: of two with one name, the second is called "earlyStopping2", and so on.
    static member Names(callbacks: Callback[]) : string[] =
        callbacks
        |> Array.mapi (fun i callback ->
            match callbacks |> Seq.take i |> Seq.filter (fun other -> other.Name = callback.Name) |> Seq.length with
            | 0 -> callback.Name
            | before -> $"{callback.Name}{before + 1}")

    /// Throws unless the callbacks whose states a training state has are the given ones, but for those that remember nothing at first.
    static member Require(callbacks: Callback[], given: IReadOnlyList<CallbackState>) =
        let list names = String.Join("; ", Seq.sort names)
        let names = Steering.Names callbacks

        let needed =
            Array.zip names callbacks
            |> Array.filter (fun (_, callback) -> callback.Parts.Init.Count > 0 && not callback.Parts.IsPassing)
            |> Array.map fst

        let known = given |> Seq.map _.Name |> Seq.toArray

        if
            not (
                Array.forall (fun name -> Array.contains name known) needed
                && Array.forall (fun name -> Array.contains name names) known
            )
        then
            Errors.configuration
                "Trainer: the state to go on from has what is remembered for the callbacks [%s]; the trainer has [%s]. Give it the same callbacks."
                (list known)
                (list names)

    /// True if a callback wants faults to be traced.
    member val Traces = callbacks |> Array.exists _.Parts.Traces

    /// True if a callback wants to know of single steps.
    member val SeesSteps = callbacks |> Array.exists _.Parts.SeesSteps

    /// Shows an event to all callbacks; what they ask for, each with the callback's number.
    member _.Show(event: TrainingEvent) : struct (int * Command)[] = [|
        for i in 0 .. callbacks.Length - 1 do
            let next, commands = callbacks[i].Parts.Step states[i].State event
            states[i] <- { states[i] with State = next }

            for command in commands do
                struct (i, command)
    |]

    /// True if the reasons of a callback are traced.
    member _.IsTracing i = callbacks[i].Parts.Traces

    /// True if a callback may be lent a state.
    member _.IsBorrowing i = callbacks[i].Parts.Borrows

    member _.Keep(i, parameters, state) = states[i] <- { states[i] with KeptParameters = parameters; KeptState = state }

    /// What a callback has kept: parameters and state; nothing if there are none.
    member _.Kept i : Tensor[] = Array.append states[i].KeptParameters.Tensors states[i].KeptState.Tensors

    /// Sets the factor of a callback; the product of all.
    member _.SetFactor(i, factor: float) =
        let where = $"The callback \"{names[i]}\""
        states[i] <- { states[i] with RateFactor = Argument.nonNegative where "the factor of the rate" factor }
        states |> Array.fold (fun product state -> product * state.RateFactor) 1.0

    /// What is remembered, for the training state: of every callback for which there is anything.
    member _.States: CallbackState[] =
        Array.zip callbacks states
        |> Array.filter (fun (callback, state) ->
            not callback.Parts.IsPassing
            && (callback.Parts.Init.Count > 0
                || state.State.Count > 0
                || state.KeptParameters.Count > 0
                || state.RateFactor <> 1.0))
        |> Array.map snd
