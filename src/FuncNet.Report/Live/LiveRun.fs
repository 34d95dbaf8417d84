namespace FuncNet

open System
open System.Diagnostics
open System.Threading

/// What somebody at the page asks of the run.
[<RequireQualifiedAccess>]
type internal Wish =
    | Pause
    | Resume
    | Stop
    | Save

/// A run that can be paused, stopped and saved from other threads. The training's thread only ever waits here because somebody has paused it.
[<Sealed>]
type internal LiveRun
    (recorder: Recorder, save: TrainingState -> string, changed: unit -> unit, token: CancellationToken) =

    let gate = obj ()
    // All under the gate.
    let mutable isPaused = false
    let mutable isStopping = false
    let mutable isSaving = false
    let mutable isReleased = false
    let mutable notice = ""

    /// Read by the training's thread after every step, without the gate.
    let mutable isWished = false

    let mutable best = infinity
    let mutable hasKept = false

    let update (change: unit -> unit) =
        lock gate (fun () ->
            change ()
            isWished <- isPaused || isStopping || isSaving
            Monitor.PulseAll gate)

        changed ()

    /// Nobody at the page can be waited for any more.
    let release () =
        update (fun () ->
            isReleased <- true
            isPaused <- false
            isSaving <- false)

    let registration = token.Register release

    let saveNow (state: TrainingState) =
        let told =
            try
                save state
            with :? FuncNetException as error ->
                $"Not saved. {error.Message}"

        update (fun () ->
            isSaving <- false
            notice <- told)

    /// Waits until the pause is over, or something else is wanted of the state meanwhile.
    let hold () =
        recorder.During(
            RunPhase.Paused,
            fun () ->
                changed ()

                lock gate (fun () ->
                    while isPaused && not isStopping && not isSaving do
                        Monitor.Wait gate |> ignore)
        )

        changed ()

    /// Does what is wished of a state.
    let rec attend (state: TrainingState) : Command list =
        let saves, stops, pauses = lock gate (fun () -> isSaving, isStopping, isPaused)

        if saves then
            saveNow state
            attend state
        elif stops then
            [ Command.Stop "stopped at the live page" ]
        elif pauses then
            hold ()
            attend state
        else
            []

    let attending = Command.ask attend

    let answer (event: TrainingEvent) : Command list =
        match event with
        | TrainingEvent.StepDone _ -> if Volatile.Read &isWished then [ attending ] else []
        | TrainingEvent.EpochDone report -> [
            // Only a stop at the page brings them back.
            if report.HasValidation && report.ValidationLoss < best then
                best <- report.ValidationLoss
                hasKept <- true
                Command.KeepWeights
            yield! recorder.Answer event
            if Volatile.Read &isWished then
                attending
          ]
        | TrainingEvent.Finished _ -> [
            if hasKept && lock gate (fun () -> isStopping) then
                Command.RestoreWeights
          ]
        | TrainingEvent.Started _
        | TrainingEvent.RunsEagerly _
        | TrainingEvent.Warned _ -> []

    /// What somebody has wished; what is to be said of it, or why it can't be.
    member _.Wish(wish: Wish) : Result<string, string> =
        match recorder.Record.Phase, wish with
        | RunPhase.Waiting, _ -> Error "The run has not begun."
        | RunPhase.Finished, _ -> Error "The run is over."
        | (RunPhase.Running | RunPhase.Paused), _ ->
            update (fun () ->
                match wish with
                | Wish.Pause -> isPaused <- not isReleased
                | Wish.Resume -> isPaused <- false
                | Wish.Stop ->
                    isStopping <- true
                    isPaused <- false
                | Wish.Save -> isSaving <- true)

            Ok(
                match wish with
                | Wish.Pause -> "Pausing after this step."
                | Wish.Resume -> "Going on."
                | Wish.Stop -> "Stopping after this step."
                | Wish.Save -> "Saving after this step."
            )

    /// The last thing that has been saved, or why it was not.
    member _.Notice = lock gate (fun () -> notice)

    member _.IsStopping = lock gate (fun () -> isStopping)

    member _.Callback: Callback =
        Callback.ofEvents "livePage" (fun event ->
            recorder.See event
            changed ()
            answer event)
        |> Callback.passing

    member _.Release() =
        registration.Dispose()
        release ()
