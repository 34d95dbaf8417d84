namespace FuncNet

open System.Collections.Generic
open System.Threading

/// What a run of several networks is made of, beside its state.
[<NoEquality; NoComparison>]
type internal JointParts = {
    Step: Turn -> Trainees -> Trainees * (string * Tensor) list
    /// The batches of an epoch (0, 1, …), from the run's key and its number.
    Batches: Key -> int -> Batch seq
    /// Steps and samples of an epoch; 0 where they are not known.
    StepsPerEpoch: int
    Samples: int
    Epochs: int
    Cancellation: CancellationToken
    Compiles: bool
}

/// A run of several networks under way.
[<Sealed>]
type internal JointRun(parts: JointParts, start: JointState) =

    let trainees = start.Trainees
    let key = start.Key
    let history = ResizeArray<JointReport> start.History

    let mutable carried = trainees.Tensors
    let mutable compiles = parts.Compiles
    let mutable step = start.Step
    let mutable epoch = start.Epoch
    let mutable stepInEpoch = start.StepInEpoch
    let mutable samples = start.Samples
    let mutable names = [| for sum in start.Sums -> sum.Name |]
    let mutable sums = [| for sum in start.Sums -> sum.Value |]
    let mutable last: JointReport voption = ValueNone

    let mutable known: struct (BatchForm * (Tensor[] -> Tensor[]) * (Tensor[] -> Tensor[])) voption =
        ValueNone

    /// The step for batches of a form, as it is and compiled.
    let functions form =
        match known with
        | ValueSome(struct (other, eager, compiled)) when other = form -> struct (eager, compiled)
        | ValueSome _
        | ValueNone ->
            let eager = JointStep.compute parts.Step trainees form (fun given -> names <- given)
            let compiled = Compile.many eager
            known <- ValueSome(struct (form, eager, compiled))
            struct (eager, compiled)

    let figures divisor (values: float[]) : IReadOnlyList<Figure> =
        Array.map2
            (fun name value -> { Name = name; Value = value / divisor })
            (Array.truncate values.Length names)
            values

    /// Takes over the results of a step.
    let take (size: int) (results: Tensor[]) =
        let measured = results.Length - carried.Length
        let values = Array.init measured (fun i -> results[i].ToScalar())
        carried <- results[measured..]
        step <- step + 1
        stepInEpoch <- stepInEpoch + 1
        samples <- samples + size
        let weighted = values |> Array.map (fun value -> value * float size)
        sums <- if sums.Length = 0 then weighted else Array.map2 (+) sums weighted

        last <-
            ValueSome {
                Epoch = epoch + 1
                StepInEpoch = stepInEpoch
                Step = step
                Samples = size
                Figures = figures 1.0 values
            }

    /// Does a step; why it could not be compiled, if it could not.
    let advance (batch: Batch) : string voption =
        let struct (eager, compiled) = functions (JointStep.form batch)
        let x = Array.append carried (JointStep.beside key step batch)

        if not compiles then
            take batch.Size (eager x)
            ValueNone
        else
            try
                take batch.Size (compiled x)
                ValueNone
            with :? FuncNetException as error ->
                // What is wrong with the batch is wrong for the eager step, too, and is thrown here.
                take batch.Size (eager x)
                compiles <- false
                ValueSome error.Message

    let endEpoch () =
        let report = {
            Epoch = epoch + 1
            StepInEpoch = stepInEpoch
            Step = step
            Samples = samples
            Figures = figures (float samples) sums
        }

        history.Add report
        epoch <- epoch + 1
        stepInEpoch <- 0
        samples <- 0
        sums <- [||]
        report

    /// The batches of the epoch under way, behind those that are done.
    let remaining () : IEnumerator<Batch> =
        let batches = (parts.Batches key epoch).GetEnumerator()

        for i in 1..stepInEpoch do
            if not (batches.MoveNext()) then
                batches.Dispose()

                Errors.configuration
                    "The state to go on from stands at step %d of an epoch, which has %d steps. Give it the same data and batch size."
                    stepInEpoch
                    (i - 1)

        batches

    /// The events, to be asked for once: nothing happens until the next is asked for.
    member _.Events: JointEvent seq =
        seq {
            yield JointEvent.Started(parts.Epochs, parts.StepsPerEpoch, parts.Samples)
            let mutable cancelled = false

            while not cancelled && epoch < parts.Epochs do
                use batches = remaining ()
                let mutable goesOn = true

                while goesOn do
                    if parts.Cancellation.IsCancellationRequested then
                        cancelled <- true
                        goesOn <- false
                    elif not (batches.MoveNext()) then
                        goesOn <- false

                        if stepInEpoch = 0 then
                            Errors.data "Epoch %d has no batch; there is nothing to train on." (epoch + 1)

                        yield JointEvent.EpochDone(endEpoch ())
                    else
                        match advance batches.Current with
                        | ValueSome why -> yield JointEvent.RunsEagerly why
                        | ValueNone -> ()

                        yield JointEvent.StepDone last.Value

            let done' = $"{parts.Epochs} epochs are done"
            yield JointEvent.Finished(if cancelled then "cancelled" else done')
        }

    /// The state after the last event, as a value.
    member _.State: JointState = {
        Trainees = trainees.Filled carried
        Key = key
        Step = step
        Epoch = epoch
        StepInEpoch = stepInEpoch
        Samples = samples
        Sums = figures 1.0 sums
        History = history.ToArray()
    }
