module FuncNet.Tests.Joint

open System
open System.IO
open System.Threading
open Xunit
open FuncNet

let internal keys = Key.split 4 (Key.ofSeed 5UL)
let internal data = Synthetic.blobs 3 40 0.1 keys[0]

let internal generator =
    Layer.dense 5 >=> Layer.batchNorm >=> Layer.relu >=> Layer.dense 2 |> Network.build keys[1] [ 3 ]

let internal discriminatorOf (middle: Layer) =
    Layer.dense 6 >=> middle >=> Layer.leakyRelu 0.2 >=> Layer.dense 1 |> Network.build keys[2] [ 2 ]

let internal discriminator = discriminatorOf (Layer.dropout 0.3)

let internal game loss =
    Adversarial.trainerWith 2 loss (generator, Optimizer.adam 0.01) (discriminator, Optimizer.rmsProp 0.02)
    |> JointTrainer.withBatchSize 16

let private losses = [
    AdversarialLoss.nonSaturating
    AdversarialLoss.leastSquares
    AdversarialLoss.hinge
    AdversarialLoss.wasserstein 0.5
    AdversarialLoss.withGradientPenalty 0.1 AdversarialLoss.leastSquares
]

let internal refused<'Error when 'Error :> exn> (words: string) (action: unit -> unit) =
    Assert.Contains(words, Assert.Throws<'Error>(action).Message)

let private describe event =
    match event with
    | JointEvent.Started(epochs, steps, samples) -> $"started {epochs} {steps} {samples}"
    | JointEvent.RunsEagerly _ -> "eager"
    | JointEvent.StepDone report -> $"step {report.Epoch}.{report.StepInEpoch} of {report.Samples}"
    | JointEvent.EpochDone report -> $"epoch {report.Epoch} of {report.Samples}"
    | JointEvent.Finished reason -> reason

[<Fact>]
let ``a compiled run equals the eager one bit for bit, under every loss`` () =
    for loss in losses do
        let trainer = game loss
        let moments trainer = JointTrainer.run trainer 2 data (JointTrainer.start keys[3] trainer) |> Seq.toList
        let compiled, eager = moments trainer, moments (JointTrainer.withoutCompilation trainer)
        Assert.Equal<string list>(List.map (snd >> describe) eager, List.map (snd >> describe) compiled)

        for (a, _), (b, _) in List.zip compiled eager do
            Assert.Equal(b.Trainees, a.Trainees)
            Assert.Equal<Figure seq>(b.Sums, a.Sums)

        let last = fst (List.last compiled)
        Assert.Equal(6, last.Step)

        Assert.True(
            last.History |> Seq.forall (fun report -> report.Figures |> Seq.forall (_.Value >> Double.IsFinite))
        )

        Assert.NotEqual<Parameters>(generator.Parameters, last.Network("generator").Parameters)
        Assert.NotEqual<Parameters>(generator.State, last.Network("generator").State)

[<Fact>]
let ``a run tells its events in order`` () =
    let trainer = game AdversarialLoss.hinge

    let events =
        JointTrainer.run trainer 1 data (JointTrainer.start keys[3] trainer) |> Seq.map (snd >> describe)

    Assert.Equal<string seq>(
        [
            "started 1 3 40"
            "step 1.1 of 16"
            "step 1.2 of 16"
            "step 1.3 of 8"
            "epoch 1 of 40"
            "1 epochs are done"
        ],
        events
    )

/// Two small networks without anything random, which a step trains with losses of their own.
let internal leader, follower =
    Network.buildFor
        DType.Float64
        keys[1]
        (Signal.One(Shape.ofSeq [ 2 ]))
        (Layer.dense 3 >=> Layer.tanh >=> Layer.dense 1),
    Network.buildFor DType.Float64 keys[2] (Signal.One(Shape.ofSeq [ 2 ])) (Layer.dense 1)

let private points = Key.normal DType.Float64 [ 7; 2 ] keys[0]
let internal batch = Batch(points, Tensor.sumOver [ 1 ] points |> Tensor.expandAxis 1)

/// The leader learns the targets; the follower then learns from the new leader.
let private lesson (turn: Turn) (all: Trainees) =
    let key = turn.Key

    let first, all =
        all
        |> Trainees.minimize [ "leader" ] (fun all ->
            let y, all = Trainees.apply "leader" key turn.Batch.Inputs all
            mean (Tensor.square (y - turn.Batch.Targets)), all)

    let second, all =
        all
        |> Trainees.minimize [ "follower" ] (fun all ->
            let goal, _ = Trainees.apply "leader" key turn.Batch.Inputs all
            let y, all = Trainees.apply "follower" key turn.Batch.Inputs all
            mean (abs (y - goal)), all)

    all, [ "leader", first; "follower", second ]

let internal school rates =
    JointTrainer.create
        [ "leader", leader, Optimizer.sgd (fst rates); "follower", follower, Optimizer.sgd (snd rates) ]
        lesson

/// The result of a network under parameters, as a function.
let internal under (network: Network) input parameters =
    let output, _ =
        Network.applyWith { Training = true; Key = keys[0] } parameters network.State (Signal.One input) network

    (Signal.values output).Head

[<Fact>]
let ``one step is the plain gradient step of each network, by hand`` () =
    let trainer = school (0.3, 0.05)
    let state, report = JointTrainer.step trainer (JointTrainer.start keys[3] trainer) batch

    let first parameters = mean (Tensor.square (under leader batch.Inputs parameters - batch.Targets))
    let leads = leader.Parameters - 0.3 * Parameters.grad first leader.Parameters
    let goal = under leader batch.Inputs leads
    let second parameters = mean (abs (under follower batch.Inputs parameters - goal))
    let follows = follower.Parameters - 0.05 * Parameters.grad second follower.Parameters

    let near (expected: Parameters) (found: Parameters) =
        Assert.True((Parameters.norm (expected - found)).ToScalar() < 1e-14)

    near leads (state.Network("leader").Parameters)
    near follows (state.Network("follower").Parameters)
    Assert.Equal((first leader.Parameters).ToScalar(), report["leader"], 14)
    Assert.Equal((second follower.Parameters).ToScalar(), report["follower"], 14)
    Assert.Equal(1, state.Step)

[<Fact>]
let ``networks that share a loss descend together`` () =
    let rate = 0.1

    let trainer =
        JointTrainer.create
            [ "leader", leader, Optimizer.sgd rate; "follower", follower, Optimizer.sgd rate ]
            (fun turn all ->
                let loss, all =
                    all
                    |> Trainees.minimize [ "follower"; "leader" ] (fun all ->
                        let a, all = Trainees.apply "leader" turn.Key turn.Batch.Inputs all
                        let b, all = Trainees.apply "follower" turn.Key turn.Batch.Inputs all
                        mean (Tensor.square (a + b - turn.Batch.Targets)), all)

                all, [ ("loss", loss) ])

    let state, _ = JointTrainer.step trainer (JointTrainer.start keys[3] trainer) batch
    let other = under follower batch.Inputs follower.Parameters
    let loss parameters = mean (Tensor.square (under leader batch.Inputs parameters + other - batch.Targets))
    let expected = leader.Parameters - rate * Parameters.grad loss leader.Parameters
    Assert.True((Parameters.norm (expected - state.Network("leader").Parameters)).ToScalar() < 1e-14)
    Assert.NotEqual<Parameters>(follower.Parameters, state.Network("follower").Parameters)

[<Fact>]
let ``frozen parts stay bit-identical, and so does who does not descend`` () =
    let frozen =
        Layer.freeze "first.*" (Layer.named "first" (Layer.dense 5 >=> Layer.batchNorm))
        >=> Layer.relu
        >=> Layer.dense 2
        |> Network.build keys[1] [ 3 ]

    let trainer =
        Adversarial.trainer
            AdversarialLoss.nonSaturating
            (frozen, Optimizer.adamW 0.01 0.1)
            (discriminator, Optimizer.adam 0.01)

    let after = (JointTrainer.fit keys[3] 2 data trainer).Network "generator"
    let inFirst = Parameters.filter (Parameters.matching "first.*")
    Assert.NotEqual(0, (inFirst after.Parameters).Count)
    Assert.Equal<Parameters>(inFirst frozen.Parameters, inFirst after.Parameters)
    Assert.Equal<Parameters>(frozen.State, after.State)
    Assert.NotEqual<Parameters>(frozen.Parameters, after.Parameters)

    let all = Trainees.create [ "a", generator, Optimizer.adam 0.1; "b", discriminator, Optimizer.adam 0.1 ]

    let _, moved =
        all
        |> Trainees.minimize [ "b" ] (fun all ->
            let fake, _ = Trainees.apply "a" keys[0] (Tensor.ones [ 4; 3 ]) all
            let y, all = Trainees.apply "b" keys[0] fake all
            mean y, all)

    Assert.Equal<Parameters>(all["a"].Parameters, moved["a"].Parameters)
    Assert.Equal<Parameters>(all["a"].State, moved["a"].State)
    Assert.Equal<OptimizerState>(all["a"].OptimizerState, moved["a"].OptimizerState)
    Assert.NotEqual<Parameters>(all["b"].Parameters, moved["b"].Parameters)

[<Fact>]
let ``every state, kept or saved, goes on to the same future`` () =
    let trainer = game (AdversarialLoss.wasserstein 0.5)
    let start = JointTrainer.start keys[3] trainer
    let states = JointTrainer.run trainer 3 data start |> Seq.map fst |> Seq.toList
    let future = List.last states
    let path = Path.Combine(Path.GetTempPath(), $"funcnet-joint-{Guid.NewGuid():N}.safetensors")

    try
        for state in states do
            JointState.save path state
            let saved = JointState.load path start
            Assert.Equal(state.Trainees, saved.Trainees)
            Assert.Equal(state.Step, saved.Step)
            Assert.Equal<Figure seq>(state.Sums, saved.Sums)
            let last = (JointTrainer.fitFrom saved 3 data trainer).State
            Assert.Equal(future.Trainees, last.Trainees)
            Assert.Equal(future.Step, last.Step)

            for expected, found in Seq.zip future.History last.History do
                Assert.Equal<Figure seq>(expected.Figures, found.Figures)

            Assert.Equal(3, last.History.Count)

        // It stays what it was.
        Assert.Equal<Parameters>(generator.Parameters, states.Head.Network("generator").Parameters)
    finally
        File.Delete path

[<Fact>]
let ``the key decides the numbers`` () =
    let run key = (JointTrainer.fit key 2 data (game AdversarialLoss.leastSquares)).State.Trainees
    Assert.Equal(run keys[3], run keys[3])
    Assert.NotEqual(run keys[3], run keys[0])

[<Fact>]
let ``batches of one's own are those of the data`` () =
    let trainer = game AdversarialLoss.hinge
    let start = JointTrainer.start keys[3] trainer
    let own key epoch = Dataset.shuffledBatches 16 (Key.foldIn -(epoch + 1) key) data

    Assert.Equal(
        (JointTrainer.fitFrom start 2 data trainer).State.Trainees,
        (JointTrainer.fitOn own start 2 trainer).State.Trainees
    )

    refused<DataException> "Epoch 1 has no batch" (fun () ->
        JointTrainer.fitOn (fun _ _ -> Seq.empty) start 2 trainer |> ignore)

[<Fact>]
let ``a step that asks for numbers runs eagerly, and says so once`` () =
    let trainer =
        JointTrainer.create [ ("leader", leader, Optimizer.sgd 0.1) ] (fun turn all ->
            let loss, all =
                all
                |> Trainees.minimize [ "leader" ] (fun all ->
                    let y, all = Trainees.apply "leader" turn.Key turn.Batch.Inputs all
                    mean (Tensor.square y), all)

            let rounded = Math.Round(loss.ToScalar(), 3)
            all, [ ("loss", Tensor.number DType.Float64 rounded) ])

    let events =
        JointTrainer.runOn (fun _ _ -> [ batch; batch ]) trainer 2 (JointTrainer.start keys[3] trainer)
        |> Seq.map (snd >> describe)
        |> Seq.toList

    Assert.Equal(1, events |> List.filter ((=) "eager") |> List.length)
    Assert.Equal("step 2.2 of 7", events[events.Length - 3])

[<Fact>]
let ``cancellation ends a run after the step under way`` () =
    use source = new CancellationTokenSource()

    let result =
        game AdversarialLoss.hinge
        |> JointTrainer.withCancellation source.Token
        |> JointTrainer.onEvent (fun event ->
            match event with
            | JointEvent.StepDone report when report.Step = 4 -> source.Cancel()
            | JointEvent.Started _
            | JointEvent.RunsEagerly _
            | JointEvent.StepDone _
            | JointEvent.EpochDone _
            | JointEvent.Finished _ -> ())
        |> JointTrainer.fit keys[3] 5 data

    Assert.Equal("cancelled", result.Reason)
    Assert.Equal(4, result.State.Step)
    Assert.Equal(1, result.State.StepInEpoch)

[<Fact>]
let ``progress is a line for each epoch`` () =
    use writer = new StringWriter()

    game AdversarialLoss.hinge
    |> JointTrainer.withProgress writer
    |> JointTrainer.fit keys[3] 2 data
    |> ignore

    let lines = writer.ToString().TrimEnd().Split('\n')
    Assert.Equal(3, lines.Length)

    Assert.Matches(
        @"^epoch 1/2  generator -?\d\.\d{4}  discriminator \d\.\d{4}  │ [\d,]+/s  \d+\.\d s$",
        lines[0].TrimEnd()
    )

    Assert.Equal("finished: 2 epochs are done", lines[2].TrimEnd())
