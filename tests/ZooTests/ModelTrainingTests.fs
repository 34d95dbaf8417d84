module FuncNet.Tests.``Ready models in training``

open System
open Xunit
open FuncNet

// Thresholds are a little under what was measured; docs/models.md has the figures.

let private key (seed: int) = Key.ofSeed (uint64 seed)

/// The last loss and metric on the validation data, of a run that was compiled.
let private last (result: TrainingResult) =
    Assert.Empty result.Warnings
    let report = result.History[result.History.Count - 1]

    report.ValidationLoss,
    (if report.ValidationMetrics.Count > 0 then
         report.ValidationMetrics[0].Value
     else
         nan)

let private own (data: Dataset) = Dataset.ofTensors data.Inputs data.Inputs

let private atLeast (least: float) what (value: float) =
    Assert.True(value >= least, $"{what}: {value}, at least {least} was expected")

let private atMost (most: float) what (value: float) =
    Assert.True(value <= most, $"{what}: {value}, at most {most} was expected")

/// Real pictures, from MNIST's test files: so many to train on, and 1,000 to look at.
let private mnist count =
    let train, test = Idx.mnist DataFiles.folder.Value
    Dataset.select [| 0 .. count - 1 |] train, Dataset.select [| 0..999 |] test

[<DataFact>]
let ``LeNet-5 reads MNIST`` () =
    let train, test = mnist 4_000

    Trainer.create (Zoo.leNet5 10) Loss.softmaxCrossEntropy (Optimizer.adam 2e-3)
    |> Trainer.withValidation test
    |> Trainer.fit (key 1) 2 train
    |> last
    |> snd
    |> atLeast 0.90 "accuracy"

[<DataFact>]
let ``ResNet-20 reads the optdigits`` () =
    let read part =
        Csv.dataset (DataFiles.path $"optdigits-{part}.csv")
        |> Dataset.mapInputs (fun x -> Tensor.reshape [ x.Shape[0]; 8; 8; 1 ] (x / 16.0))

    let optimizer = Optimizer.adam 5e-3 |> Optimizer.withSchedule (Schedule.oneCycle 120 5e-3)

    Trainer.create (Zoo.resNet20 10) Loss.softmaxCrossEntropy optimizer
    |> Trainer.withBatchSize 64
    |> Trainer.withValidation (read "test")
    |> Trainer.fit (key 1) 2 (read "train")
    |> last
    |> snd
    |> atLeast 0.93 "accuracy"

[<DataFact>]
let ``autoencoders make digits again of their codes`` () =
    let train, test = mnist 4_000
    let mean = Tensor.meanOver [ 0 ] train.Inputs
    let ofMean = (Tensor.mean (Tensor.square (test.Inputs - mean))).ToScalar()

    let error layer =
        Trainer.create layer Loss.meanSquaredError (Optimizer.adam 2e-3)
        |> Trainer.withBatchSize 64
        |> Trainer.withValidation (own test)
        |> Trainer.fit (key 1) 4 (own train)
        |> last
        |> fst

    error (Zoo.autoencoder [ 28; 28; 1 ] [ 128 ] 16)
    |> atMost (0.5 * ofMean) "error with 16 numbers of 784"

    error (Zoo.convAutoencoder 1 [ 8; 16 ]) |> atMost (0.15 * ofMean) "error with 7 × 7 × 16 numbers"

[<DataFact>]
let ``a variational autoencoder lowers its bound, and its codes stay near normal ones`` () =
    let train, test = mnist 4_000

    let result =
        Trainer.create
            (Zoo.variationalAutoencoder [ 28; 28; 1 ] [ 128 ] 8)
            (Loss.scale 784.0 Loss.sigmoidCrossEntropy)
            (Optimizer.adam 2e-3)
        |> Trainer.withBatchSize 64
        |> Trainer.withRegularizer (Regularizer.gaussianDivergence 1.0 "encoder.moments")
        |> Trainer.withValidation (own test)
        |> Trainer.fit (key 1) 4 (own train)

    let reconstruction, _ = last result
    // What a step makes small is the reconstruction of drawn codes and the divergence, in nats.
    result.History[3].Loss |> atMost 160.0 "-ELBO"
    reconstruction |> atMost 140.0 "reconstruction"
    let encoder, rest = Network.splitAt "encoder.sample" result.Network
    let divergence = (Tensor.mean (Information.gaussianDivergence (encoder.Predict test.Inputs))).ToScalar()
    divergence |> atLeast 5.0 "divergence"
    divergence |> atMost 40.0 "divergence"

    // New pictures have as much ink as real ones.
    let _, decoder = Network.splitAt "decoder" rest
    let made = Tensor.sigmoid (decoder.Predict(Key.normal DType.Float32 [ 200; 8 ] (key 2)))
    let ink = (Tensor.mean made).ToScalar() / (Tensor.mean test.Inputs).ToScalar()
    ink |> atLeast 0.7 "ink of drawn samples"
    ink |> atMost 1.3 "ink of drawn samples"

/// Points of eight clouds, and how many of them a generator finds.
let private clouds (points: Tensor) =
    points.ToArray<float32>()
    |> Array.chunkBySize 2
    |> Array.choose (fun point ->
        seq { 0..7 }
        |> Seq.tryFind (fun cloud ->
            let φ = Math.PI / 4.0 * float cloud
            (float point[0] - cos φ) ** 2.0 + (float point[1] - sin φ) ** 2.0 < 0.0225))
    |> Array.countBy id
    |> Array.filter (fun (_, count) -> count * 50 >= points.Shape[0])
    |> Array.length

[<Fact>]
let ``a generator learns a ring of clouds from a discriminator`` () =
    let keys = Key.split 5 (key 1)
    let real = Synthetic.blobs 8 8_192 0.05 keys[0]
    let optimizer = Optimizer.adamWith { Adam.defaults with Beta1 = 0.5; Beta2 = 0.9 }

    let trainer =
        Adversarial.trainerWith
            3
            (AdversarialLoss.wasserstein 0.1)
            (Network.build keys[1] [ 8 ] (Zoo.generator [ 2 ] [ 64; 64 ]), optimizer)
            (Network.build keys[2] [ 2 ] (Zoo.discriminator [ 64; 64 ]), optimizer)
        |> JointTrainer.withBatchSize 128

    let generator = (JointTrainer.fit keys[3] 40 real trainer).Network Adversarial.Generator
    Assert.InRange(clouds (Adversarial.sample 2_000 keys[4] generator), 7, 8)

[<DataFact>]
let ``a DCGAN learns how much ink digits have`` () =
    let train, _ = mnist 2_048
    let real = Dataset.ofTensors (2.0 * train.Inputs - 1.0) train.Targets
    let keys = Key.split 4 (key 1)
    let optimizer = Optimizer.adamWith { Adam.defaults with Rate = Schedule.constant 1e-3; Beta1 = 0.5 }
    let generator = Network.build keys[0] [ 16 ] (Zoo.convGenerator [ 28; 28; 1 ] [ 16; 8 ])
    let discriminator = Network.build keys[1] [ 28; 28; 1 ] (Zoo.convDiscriminator [ 8; 16 ])
    let ink (samples: Tensor) = ((Tensor.mean samples).ToScalar() + 1.0) / 2.0
    let before = ink (Adversarial.sample 64 keys[2] generator)

    let after =
        Adversarial.trainer AdversarialLoss.nonSaturating (generator, optimizer) (discriminator, optimizer)
        |> JointTrainer.withBatchSize 32
        |> JointTrainer.fit keys[3] 2 real
        |> fun result -> ink (Adversarial.sample 64 keys[2] (result.Network Adversarial.Generator))

    let digits = ink real.Inputs

    abs (after - digits)
    |> atMost (0.5 * abs (before - digits)) "difference of the ink from that of digits"

[<Fact>]
let ``a factorization machine knows pairs that it has never seen`` () =
    let users, items, factors = 100, 80, 3
    let keys = Key.split 3 (key 3)
    let tastes = Key.normal DType.Float32 [ users; factors ] keys[0]
    let kinds = Key.normal DType.Float32 [ items; factors ] keys[1]
    let ratings = (Tensor.matmul tastes (Tensor.transpose kinds)).ToArray<float32>()
    let order = Key.permutation (users * items) keys[2]
    let pairs = order |> Array.collect (fun pair -> [| pair / items; pair % items |])
    let targets = order |> Array.map (fun pair -> ratings[pair])

    let train, test =
        Dataset.ofTensors (Tensor.ofArray [ order.Length; 2 ] pairs) (Tensor.ofArray [ order.Length; 1 ] targets)
        |> Dataset.splitAt 4_000

    let variance = (Tensor.mean (Tensor.square test.Targets)).ToScalar()

    let error layer =
        Trainer.create layer Loss.meanSquaredError (Optimizer.adam 1e-2)
        |> Trainer.withValidation test
        |> Trainer.fit (key 1) 12 train
        |> last
        |> fst

    error (Zoo.factorizationMachineOf [ users; items ] factors) |> atMost (0.01 * variance) "error"
    // One number for each user and one for each item say nothing.
    error (Zoo.fieldEmbedding [ users; items ] 1 >=> Layer.dense 1)
    |> atLeast (0.9 * variance) "error of a sum"

[<Fact>]
let ``Deep Crossing finds what no feature says alone`` () =
    let counts, n = [ 7; 11; 5 ], 5_000
    let keys = Key.split 4 (key 4)
    let columns = counts |> List.mapi (fun i count -> Key.integers count n keys[i])
    let numbers = Key.normal DType.Float32 [ n; 2 ] keys[3]
    let first = numbers.ToArray<float32>() |> Array.chunkBySize 2 |> Array.map Array.head

    let labels =
        Array.init n (fun i -> (columns[0][i] + columns[1][i] + (if first[i] > 0.0f then 1 else 0)) % 2)

    let categories = [|
        for i in 0 .. n - 1 do
            for column in columns -> column[i]
    |]

    let train, test =
        Dataset(Signal.ofSeq [ Tensor.ofArray [ n; 3 ] categories; numbers ], Signal.One(Tensor.ofArray [ n ] labels))
        |> Dataset.splitAt 4_000

    let accuracy units =
        Trainer.create
            (Zoo.deepCrossingWith { DeepCrossing.defaults with Numbers = 2; Units = units } counts 2)
            Loss.softmaxCrossEntropy
            (Optimizer.adam 3e-3)
        |> Trainer.withValidation test
        |> Trainer.fit (key 1) 8 train
        |> last
        |> snd

    accuracy 2 |> atLeast 0.97 "accuracy"
    accuracy 0 |> atMost 0.6 "accuracy without residual units"

[<Fact>]
let ``a transformer tells which of two marks comes first`` () =
    let n, time, symbols = 3_000, 12, 8
    let keys = Key.split 3 (key 5)
    let others = Key.integers (symbols - 2) (n * time) keys[0]
    let first = Key.integers time n keys[1]

    let second =
        Key.integers (time - 1) n keys[2] |> Array.map2 (fun a b -> if b >= a then b + 1 else b) first

    let sequences =
        Array.init (n * time) (fun i ->
            let sample, step = i / time, i % time

            if step = first[sample] then 0
            elif step = second[sample] then 1
            else others[i] + 2)

    let labels = Array.init n (fun sample -> if first[sample] < second[sample] then 0 else 1)

    let train, test =
        Dataset.ofTensors (Tensor.ofArray [ n; time ] sequences) (Tensor.ofArray [ n ] labels)
        |> Dataset.splitAt 2_500

    Trainer.create (Zoo.transformer symbols 2) Loss.softmaxCrossEntropy (Optimizer.adam 2e-3)
    |> Trainer.withValidation test
    |> Trainer.fit (key 1) 4 train
    |> last
    |> snd
    |> atLeast 0.98 "accuracy"
