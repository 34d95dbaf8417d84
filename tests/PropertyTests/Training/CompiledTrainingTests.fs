module FuncNet.Tests.``Compiled training``

open Xunit
open FuncNet

let private key = Key.ofSeed 7UL

let private vectors = Synthetic.spirals 3 90 0.1 key

let private sequences =
    Dataset.ofTensors (Key.normal DType.Float32 [ 50; 6; 4 ] key) (Tensor.vector (List.init 50 (fun i -> i % 3)))

let private images = Dataset.mapInputs (Tensor.reshape [ -1; 6; 4; 1 ]) sequences

let private words =
    Dataset.ofTensors
        (Tensor.ofArray [ 50; 6 ] (Key.integers 9 300 key))
        (Tensor.vector (List.init 50 (fun i -> i % 3)))

let private dense = Layer.dense 8 >=> Layer.tanh >=> Layer.dense 3

/// Networks of every kind of layer, with data that fit them.
let private networks: (string * Layer * Dataset) list = [
    "dense with dropout",
    Layer.dense 8 >=> Layer.relu >=> Layer.dropout 0.3 >=> Layer.layerNorm >=> Layer.dense 3,
    vectors
    "convolutions",
    Layer.conv2d 4 3
    >=> Layer.batchNorm
    >=> Layer.relu
    >=> Layer.spatialDropout 0.2
    >=> Layer.depthwiseConv2d 2
    >=> Layer.maxPool2d 1
    >=> Layer.flatten
    >=> Layer.dense 3,
    images
    "renormalized",
    Layer.dense 5 >=> Layer.batchRenorm >=> Layer.prelu >=> Layer.gaussianNoise 0.1 >=> Layer.maxout 2 3,
    vectors
    "LSTM", Layer.lstmSequence 5 >=> Layer.lstm 4 >=> Layer.dense 3, sequences
    "GRU both ways", Layer.gruWith { Recurrent.defaults with Direction = Direction.Both } 3 >=> Layer.dense 3, sequences
    "transformer",
    Layer.positionalEncoding
    >=> Layer.transformerBlockWith { Transformer.defaults with Dropout = 0.1; Causal = true } 4 2 8
    >=> Layer.meanOverTime
    >=> Layer.dense 3,
    sequences
    "embedding", Layer.embedding 9 4 >=> Layer.conv1d 5 2 >=> Layer.globalMaxPool >=> Layer.dense 3, words
    "frozen", Layer.freeze "dense1.*" dense, vectors
]

let private optimizers: (string * Optimizer) list = [
    "sgd", Optimizer.sgd 0.1
    "momentum", Optimizer.sgdMomentum 0.1 0.9
    "nesterov", Optimizer.nesterov 0.1 0.9
    "adagrad", Optimizer.adagrad 0.1
    "adadelta", Optimizer.adadelta 1.0
    "rmsProp", Optimizer.rmsProp 0.01
    "adam", Optimizer.adam 0.01
    "adamW", Optimizer.adamW 0.01 0.1
    "amsgrad", Optimizer.amsgrad 0.01
    "adamax", Optimizer.adamax 0.01
    "nadam", Optimizer.nadam 0.01
    "radam", Optimizer.radam 0.01
    "lion", Optimizer.lion 0.001 0.01
    "lamb", Optimizer.lamb 0.01 0.01
    "rprop", Optimizer.rprop 0.01
    "clipped, with a schedule",
    Optimizer.chain [
        Optimizer.clipByGlobalNorm 0.5
        Optimizer.withSchedule (Schedule.warmUp 5 (Schedule.cosine 100 0.1)) (Optimizer.sgd 0.1)
    ]
    "accumulated", Optimizer.accumulate 3 (Optimizer.adam 0.01)
    "lookahead", Optimizer.lookahead 4 0.5 (Optimizer.adam 0.01)
    "averaged", Optimizer.averageWeights 0.9 (Optimizer.sgd 0.1)
]

/// Everything that a run gives, but for its last step, in the order in which it comes.
let private states epochs (data: Dataset) (trainer: Trainer) =
    let network = trainer.Build key data

    Trainer.run trainer network epochs data (Trainer.start key network trainer)
    |> Seq.map (fun (state, event) ->
        match event with
        | TrainingEvent.RunsEagerly why -> failwith why
        | TrainingEvent.StepDone report ->
            let bits (x: float) = System.BitConverter.DoubleToInt64Bits x
            let figures = [ for figure in report.Metrics -> figure.Name, bits figure.Value ]
            (state.Parameters, state.State, state.Optimizer), (bits report.Loss, figures)
        | _ -> (state.Parameters, state.State, state.Optimizer), (0L, []))
    |> Seq.toArray

/// The last state of a run, and the reports of its epochs, in the memory of the loop and as values.
let private requireSameInLoop name epochs (data: Dataset) (trainer: Trainer) =
    let network = trainer.Build key data
    let start = Trainer.start key network trainer
    let fitted = Trainer.fitFrom start network epochs data trainer
    let run = Trainer.run trainer network epochs data start |> Seq.toArray
    let last, _ = Array.last run

    let values (state: TrainingState) = state.Parameters, state.State, state.Optimizer, state.Step

    let bits (report: EpochReport) =
        [
            yield! [ report.Loss; report.ValidationLoss; report.Rate ]
            for figure in report.Metrics do
                figure.Value
        ]
        |> List.map System.BitConverter.DoubleToInt64Bits

    let reports = [
        for _, event in run do
            match event with
            | TrainingEvent.EpochDone report -> bits report
            | _ -> ()
    ]

    if values last <> values fitted.State || reports <> List.map bits (List.ofSeq fitted.History) then
        failwith $"{name}: fit and run differ."

let private requireSame name epochs data trainer =
    let compiled = states epochs data trainer
    let eager = states epochs data (Trainer.withoutCompilation trainer)

    if compiled <> eager then
        failwith $"{name}: compiled and eager training differ."

    requireSameInLoop name epochs data trainer

[<Fact>]
let ``gives the states and reports of eager training, bit for bit, for every kind of layer`` () =
    for name, layer, data in networks do
        Trainer.create layer Loss.softmaxCrossEntropy (Optimizer.adam 0.01)
        |> Trainer.withRegularizer (Regularizer.l2 1e-3)
        |> Trainer.withBatchSize 16
        |> requireSame name 3 data

[<Fact>]
let ``gives them for a hundred steps of every optimizer`` () =
    for name, optimizer in optimizers do
        // 90 samples are five batches and a short one.
        Trainer.create dense Loss.softmaxCrossEntropy optimizer
        |> Trainer.withBatchSize 16
        |> requireSame name 17 vectors

[<Fact>]
let ``gives them for samples with weights, and for other losses`` () =
    let weighted = Dataset.withWeights (List.init vectors.Count (fun i -> 0.5 + float (i % 3))) vectors

    Trainer.create dense (Loss.withLabelSmoothing 0.1 Loss.softmaxCrossEntropy) (Optimizer.sgd 0.1)
    |> requireSame "weights" 3 weighted

    Trainer.create dense (Loss.focal 2.0) (Optimizer.sgd 0.1) |> requireSame "focal" 3 vectors

    Trainer.create dense Loss.meanSquaredError (Optimizer.sgd 0.1)
    |> requireSame "squares" 3 (Dataset.oneHot vectors)

[<Fact>]
let ``predictions are those of the network run eagerly, bit for bit, in any number of samples`` () =
    let asking =
        Layer.dense 3
        >=> Layer.activation "asking" (fun x -> if (sum x).ToScalar() > 1e9 then x else tanh x)

    for name, layer, data in ("asking", asking, vectors) :: networks do
        let network = Network.build key data.InputShape layer
        let context = { Training = false; Key = key }

        for n in [ 1; data.Count; 1 ] do
            let x = Tensor.narrow 0 0 n data.Inputs
            let eager, _ = Network.applyWith context network.Parameters network.State (Signal.One x) network

            if network.Apply(Signal.One x) <> eager then
                failwith $"{name}: compiled and eager predictions of {n} samples differ."

[<Fact>]
let ``a kept state stays what it was while compiled training goes on`` () =
    let trainer = Trainer.create dense Loss.softmaxCrossEntropy (Optimizer.adam 0.01)
    let network = trainer.Build key vectors
    let run = Trainer.run trainer network 3 vectors (Trainer.start key network trainer)

    let kept =
        run
        |> Seq.map (fun (state, _) -> state, state.Parameters |> Parameters.map (fun x -> x + 0.0))
        |> Seq.toArray

    for state, copy in kept do
        Assert.Equal<Parameters>(copy, state.Parameters)

[<Fact>]
let ``a fit is the fold of its steps over the batches of its epochs`` () =
    let trainer =
        Trainer.create dense Loss.softmaxCrossEntropy (Optimizer.adam 0.01) |> Trainer.withBatchSize 16

    let network = trainer.Build key vectors
    let start = Trainer.start key network trainer

    let batches =
        Seq.collect (fun epoch -> Dataset.shuffledBatches 16 (Key.foldIn -epoch start.Key) vectors) [ 1..3 ]

    let folded =
        batches |> Seq.fold (fun state batch -> fst (Trainer.step trainer network state batch)) start

    let fitted = Trainer.fitFrom start network 3 vectors trainer
    Assert.Equal<Parameters>(folded.Parameters, fitted.State.Parameters)
    Assert.Equal<OptimizerState>(folded.Optimizer, fitted.State.Optimizer)
    Assert.Equal(folded.Step, fitted.State.Step)

[<Fact>]
let ``what a callback keeps in the memory of the loop stays what it was, and comes back`` () =
    // Keeps the weights of the first epoch, goes back to them after the third, and then trains on.
    let callback =
        Callback.custom "back" Parameters.empty (fun state event ->
            match event with
            | TrainingEvent.EpochDone report ->
                let command = [ [ Command.KeepWeights ]; []; [ Command.RestoreWeights ]; [] ][report.Epoch - 1]
                state, command
            | _ -> state, [])

    let trainer =
        Trainer.create dense Loss.softmaxCrossEntropy (Optimizer.sgd 0.1)
        |> Trainer.withBatchSize 16
        |> Trainer.withCallback callback

    requireSameInLoop "callback" 4 vectors trainer
    let network = trainer.Build key vectors
    let three = Trainer.fitFrom (Trainer.start key network trainer) network 3 vectors trainer
    let one = Trainer.fitFrom (Trainer.start key network trainer) network 1 vectors trainer
    Assert.Equal<Parameters>(one.Network.Parameters, three.Network.Parameters)

[<Fact>]
let ``a fit that goes on from within an epoch, in parts, is one fit`` () =
    use source = new System.Threading.CancellationTokenSource()

    let trainer =
        Trainer.create dense Loss.softmaxCrossEntropy (Optimizer.adam 0.01) |> Trainer.withBatchSize 16

    let network = trainer.Build key vectors
    let start = Trainer.start key network trainer

    let broken =
        trainer
        |> Trainer.withCancellation source.Token
        |> Trainer.onEvent (fun event ->
            match event with
            | TrainingEvent.StepDone report when report.Step = 10 -> source.Cancel()
            | _ -> ())
        |> Trainer.fitFrom start network 3 vectors

    Assert.Equal(10, broken.State.Step)
    let state = broken.State.Parameters |> Parameters.map (fun x -> x + 0.0)
    let whole = trainer |> Trainer.fitFrom start network 3 vectors
    let rest = trainer |> Trainer.fitFrom broken.State network 3 vectors
    Assert.Equal<Parameters>(whole.State.Parameters, rest.State.Parameters)
    Assert.Equal<Parameters>(state, broken.State.Parameters)
    Assert.Equal<Parameters>(network.Parameters, start.Parameters)

[<Fact>]
let ``a layer that asks for numbers is trained eagerly, and the run says why, once`` () =
    let asking = Layer.activation "asking" (fun x -> if (sum x).ToScalar() > 1e9 then x else tanh x)
    let events = ResizeArray()

    let trained =
        Trainer.create (Layer.dense 6 >=> asking >=> Layer.dense 3) Loss.softmaxCrossEntropy (Optimizer.adam 0.01)
        |> Trainer.onEvent events.Add
        |> Trainer.fit key 2 vectors

    let why =
        events
        |> Seq.choose (fun event ->
            match event with
            | TrainingEvent.RunsEagerly why -> Some why
            | _ -> None)
        |> Seq.exactlyOne

    Assert.Contains("without branching on numbers", why)
    Assert.Contains("CompiledTrainingTests.fs, line", why)
    Assert.Equal(2, trained.History.Count)

[<Fact>]
let ``finds bad labels and lengths in any batch, and says what an eager step says`` () =
    let data last =
        Dataset.ofMany [
            Key.normal DType.Float32 [ 40; 6; 4 ] key
            Tensor.vector (List.init 40 (fun i -> if i = 33 then last else 1 + i % 6))
        ] [ Tensor.vector (List.init 40 (fun i -> i % 4)) ]

    let fit classes data =
        Trainer.create (Layer.lstm 4 >=> Layer.dense classes) Loss.softmaxCrossEntropy (Optimizer.sgd 0.1)
        |> Trainer.withBatchSize 8
        |> Trainer.fit key 1 data
        |> ignore

    fit 4 (data 6)
    let error = Assert.Throws<ShapeException>(fun () -> fit 4 (data 7))

    Assert.Equal(
        "In layer 'lstm1': LSTM: a length is from 1 to the 6 steps of the sequence; one is 7. Leave empty sequences out.",
        error.Message
    )

    Assert.Throws<ShapeException>(fun () -> fit 4 (data 0)) |> ignore
    let error = Assert.Throws<DataException>(fun () -> fit 3 (data 6))
    Assert.Contains("the label 3 of sample", error.Message)

[<Fact>]
let ``a state that changes its shapes cannot be written over, and is trained all the same`` () =
    let growing =
        Optimizer(
            [|
                {
                    Name = "growing"
                    Keeps = [| "sum" |]
                    Schedule = ValueNone
                    Clock = id
                    Init = fun tree -> [| tree |> Parameters.map (fun _ -> Tensor.number DType.Float32 0.0) |]
                    Update = fun _ updates trees _ -> struct (updates * -0.1, [| trees[0] + updates |])
                }
            |],
            "growing"
        )

    let reasons = ResizeArray<string>()
    let trainer = Trainer.create dense Loss.softmaxCrossEntropy growing
    let network = trainer.Build key vectors
    let start = Trainer.start key network trainer

    let fitted =
        trainer
        |> Trainer.onEvent (fun event ->
            match event with
            | TrainingEvent.RunsEagerly why -> reasons.Add why
            | _ -> ())
        |> Trainer.fitFrom start network 2 vectors

    Assert.Contains("A step makes float32 [2; 8] of what is float32 []", Assert.Single reasons)
    let last, _ = Trainer.run trainer network 2 vectors start |> Seq.last
    Assert.Equal<Parameters>(last.Parameters, fitted.State.Parameters)
    Assert.Equal<OptimizerState>(last.Optimizer, fitted.State.Optimizer)
