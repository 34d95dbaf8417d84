namespace FuncNet

/// What a step of several networks is given beside them.
type Turn = {
    /// The source of this step's random numbers; split it when several are needed.
    Key: Key
    /// The number of steps before: int32 scalar.
    Step: Tensor
    /// The batch.
    Batch: Batch
}

/// How the tensors of a batch are lined up.
type internal BatchForm = { Inputs: Signal<unit>; Targets: Signal<unit>; Weighted: bool }

/// A step of several networks as a function of tensors: of what is carried from step to step, the key, the number of the step and the
/// batch, to the figures and what is carried on. Run as it is or compiled, it is the same function.
[<RequireQualifiedAccess>]
module internal JointStep =

    let form (batch: Batch) : BatchForm = {
        Inputs = batch.InputSignal |> Signal.map ignore
        Targets = batch.TargetSignal |> Signal.map ignore
        Weighted = batch.GivenWeights.IsSome
    }

    /// What the step takes beside what is carried.
    let beside (key: Key) (number: int) (batch: Batch) : Tensor[] = [|
        key.Tensor
        Tensor.number DType.Int32 (float number)
        yield! Signal.values batch.InputSignal
        yield! Signal.values batch.TargetSignal
        yield! Option.toList batch.GivenWeights
    |]

    let private batchOf (form: BatchForm) (tensors: Tensor[]) =
        let inputs = (Signal.values form.Inputs).Length
        let targets = (Signal.values form.Targets).Length

        Batch(
            Signal.fill form.Inputs tensors[.. inputs - 1],
            Signal.fill form.Targets tensors[inputs .. inputs + targets - 1],
            if form.Weighted then Some(Array.last tensors) else None
        )

    let private requireSame (before: Trainees) (after: Trainees) =
        if Seq.toArray before.Names <> Seq.toArray after.Names then
            Errors.configuration
                "A step gives back the networks that it was given, [%s]; it gave [%s]."
                (String.concat "; " before.Names)
                (String.concat "; " after.Names)

        for old, next in Array.zip before.Tensors after.Tensors do
            if old.Spec <> next.Spec then
                Errors.shape "A step makes %O of what is %O; what it carries on keeps its shape." next.Spec old.Spec

    /// The step; the names of its figures are shown to `see`.
    let compute
        (step: Turn -> Trainees -> Trainees * (string * Tensor) list)
        (trainees: Trainees)
        (form: BatchForm)
        (see: string[] -> unit)
        (x: Tensor[])
        : Tensor[] =
        let carried, rest = Array.splitAt trainees.Tensors.Length x
        let number = rest[1]

        let turn = {
            Key = Key.foldInTensor number (Key.ofTensor rest[0])
            Step = number
            Batch = batchOf form rest[2..]
        }

        let before = trainees.Filled carried
        let after, figures = step turn before
        requireSame before after

        for name, figure in figures do
            if figure.Size <> 1 then
                Errors.shape "A step reports numbers; \"%s\" is %O. Give its mean." name figure.Shape

        see [| for name, _ in figures -> name |]

        [|
            for _, figure in figures -> Tensor.reshape [] figure
            yield! after.Tensors
        |]
