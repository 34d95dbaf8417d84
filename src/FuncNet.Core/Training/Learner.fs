namespace FuncNet

open System.Collections.Generic

/// What holds the tensors that a run carries from step to step, and does its steps.
[<AbstractClass>]
type internal Learner() =

    /// Does the step of a number on the batch on which the feed stands.
    abstract Step: number: int * feed: TrainingFeed -> unit

    /// False if a step has thrown in the middle, so that some of what is carried may be overwritten already.
    abstract IsIntact: bool

    /// A figure of the last step: the loss is the first, the metrics follow.
    abstract Figure: place: int -> float

    /// So many of the tensors that are carried, from a place on, as values that stay what they are.
    abstract Read: from: int * count: int -> Tensor[]

    /// The same without a copy: their numbers change with the next step, so that whoever is lent them lets go of them before.
    abstract Lend: from: int * count: int -> Tensor[]

    /// Replaces some of the tensors that are carried, from a place on.
    abstract Write: from: int * tensors: Tensor[] -> unit

/// Carries values: every step gives new tensors, and those of the step before stay what they are.
[<Sealed>]
type internal ValueLearner(step: Tensor[] -> Tensor[], start: Tensor[], key: Key) =
    inherit Learner()

    let mutable carried = start
    let mutable figures: Tensor[] = [||]

    override _.Step(number, feed) =
        let results =
            step [| yield! carried; key.Tensor; Tensor.number DType.Int32 (float number); yield! feed.Tensors |]

        figures <- Array.truncate (results.Length - carried.Length) results
        carried <- results[figures.Length ..]

    override _.IsIntact = true
    override _.Figure place = figures[place].ToScalar()
    override _.Read(from, count) = Array.sub carried from count
    override _.Lend(from, count) = Array.sub carried from count

    override _.Write(from, tensors) =
        carried <- Array.concat [ carried[.. from - 1]; tensors; carried[from + tensors.Length ..] ]

/// Carries numbers in the memory of a loop, which each step overwrites: a step allocates nothing. There is a loop for each form of
/// a batch, which is its size where all samples have one shape, and what is carried is handed from one to the other where the form changes.
[<Sealed>]
type internal LoopLearner(parts: StepParts, layout: StepLayout, start: Tensor[], key: Key) =
    inherit Learner()

    let count = start.Length
    let loops = Dictionary<int, Loop>()
    let keptForms = 8

    /// Where the numbers stand that the next step goes on from: of what is carried, and of the key.
    let mutable standing = [| yield! start |> Array.map _.Value; key.Tensor.Value |]

    let mutable figures: NDArray[] = [||]
    let mutable isIntact = true

    let make (feed: TrainingFeed) =
        let specs = [|
            yield! standing[..count] |> Array.map _.Spec
            { Shape = Shape.Scalar; DType = DType.Int32 }
            yield! feed.Specs
        |]

        let executable = Compile.executable (TrainingStep.compute parts layout) specs

        if not executable.Program.IsClosed then
            raise (
                FuncNetException
                    "The step reads a tensor that is being differentiated; Trainer.run compiles such steps."
            )

        let results = executable.Program.OutputSpecs[TrainingStep.figureCount parts ..]

        for i in 0 .. count - 1 do
            if results[i] <> specs[i] then
                Errors.shape
                    "A step makes %O of what is %O, so that it cannot write the one over the other; begin with a state that keeps its shapes."
                    results[i]
                    specs[i]

        Loop(executable, Array.init count (fun i -> struct (i, TrainingStep.figureCount parts + i)))

    let loopFor (feed: TrainingFeed) =
        let mutable loop = Unchecked.defaultof<Loop>

        if not (loops.TryGetValue(feed.Form, &loop)) then
            loop <- make feed

            // Where every batch has another form, such as the length of its sequences, not all of them can be kept.
            if loops.Count = keptForms then
                loops.Clear()

            loops.Add(feed.Form, loop)

        loop

    override _.Step(number, feed) =
        let loop = loopFor feed

        if not (obj.ReferenceEquals(standing, loop.Inputs)) then
            for i in 0..count do
                NDArray.copy standing[i] loop.Inputs[i]

            standing <- loop.Inputs

        loop.Inputs[count + 1].Target<int>()[0] <- number
        feed.Write(loop.Inputs, count + 2)
        isIntact <- false
        loop.Run()
        isIntact <- true
        figures <- loop.Results

    override _.IsIntact = isIntact

    override _.Figure place = NDArray.element figures[place] 0
    override _.Read(from, count) = Array.init count (fun i -> Tensor.OfValue(NDArray.duplicate standing[from + i]))
    override _.Lend(from, count) = Array.init count (fun i -> Tensor.OfValue standing[from + i])

    override _.Write(from, tensors) =
        standing <- [|
            yield! standing[.. from - 1]
            yield! tensors |> Array.map _.Value
            yield! standing[from + tensors.Length .. count]
        |]
