// The small ready models, each trained in under a minute: dotnet fsi scripts/models.fsx [FOLDER with MNIST's IDX files and the optdigits];
// without one, on drawn digits. VGG16 and its like are summed up in docs/models.md.
#load "reference/FuncNet.fsx"
#load "reference/Claim.fsx"

open System
open System.Diagnostics
open FuncNet

let quick = Environment.GetEnvironmentVariable "FUNCNET_QUICK" = "1"

let folder =
    match fsi.CommandLineArgs with
    | [| _; folder |] -> Some folder
    | _ -> None

let key (seed: int) = Key.ofSeed (uint64 seed)

let train, test =
    match folder with
    | Some folder -> Idx.mnist folder
    | None ->
        Synthetic.digits (if quick then 2_500 else 10_000) (key 9)
        |> Dataset.splitAt (if quick then 2_000 else 8_000)

/// Images of 8 × 8: those of the optdigits, or drawn ones made smaller.
let smallTrain, smallTest =
    match folder with
    | Some folder ->
        let read part =
            Csv.dataset $"{folder}/optdigits-{part}.csv"
            |> Dataset.mapInputs (fun x -> Tensor.reshape [ x.Shape[0]; 8; 8; 1 ] (x / 16.0))

        read "train", read "test"
    | None ->
        let smaller = Layer.adaptiveAveragePool2d (struct (8, 8)) |> Network.build (key 1) [ 28; 28; 1 ]
        let make data = data |> Dataset.mapInputs smaller.Predict
        make train, make test

let own (data: Dataset) = Dataset.ofTensors data.Inputs data.Inputs

/// Epochs of the whole and of the quick run.
let epochs whole short = if quick then short else whole

let figures = Collections.Generic.Dictionary<string, float>()

/// Trains, prints and keeps a figure.
let model name unit (measure: unit -> float) =
    let watch = Stopwatch.StartNew()
    figures[name] <- measure ()
    printfn "%-42s %8.4f %-28s %5.1f s" name figures[name] unit watch.Elapsed.TotalSeconds

let last (result: TrainingResult) = result.History[result.History.Count - 1]
let accuracy result = (last result).ValidationMetrics[0].Value

/// One cycle of the rate over a run.
let cycle peak batch epochs (data: Dataset) =
    let steps = epochs * ((data.Count + batch - 1) / batch)
    Optimizer.adam peak |> Optimizer.withSchedule (Schedule.oneCycle steps peak)

let fit layer loss optimizer batch epochs (train: Dataset) test =
    Trainer.create layer loss optimizer
    |> Trainer.withBatchSize batch
    |> Trainer.withValidation test
    |> Trainer.fit (key 1) epochs train

model "LeNet-5" "accuracy" (fun () ->
    let n = epochs 8 2
    accuracy (fit (Zoo.leNet5 10) Loss.softmaxCrossEntropy (cycle 4e-3 32 n train) 32 n train test))

model "ResNet-20, images of 8 × 8" "accuracy" (fun () ->
    let n = epochs 8 3
    accuracy (fit (Zoo.resNet20 10) Loss.softmaxCrossEntropy (cycle 5e-3 64 n smallTrain) 64 n smallTrain smallTest))

let ofMean = (Tensor.mean (Tensor.square (test.Inputs - Tensor.meanOver [ 0 ] train.Inputs))).ToScalar()

printfn "%-42s %8.4f" "  (the mean of all digits in their place)" ofMean

let reconstruction layer n =
    (last (fit layer Loss.meanSquaredError (cycle 4e-3 64 n train) 64 n (own train) (own test))).ValidationLoss

model "autoencoder, 16 numbers" "mean squared error" (fun () ->
    reconstruction (Zoo.autoencoder [ 28; 28; 1 ] [ 256; 64 ] 16) (epochs 15 5))

model "autoencoder of convolutions, 7 × 7 × 4" "mean squared error" (fun () ->
    reconstruction (Zoo.convAutoencoder 1 [ 8; 4 ]) (epochs 8 4))

model "variational autoencoder, 10 numbers" "-ELBO in nats" (fun () ->
    let n = epochs 20 5

    let trainer =
        Trainer.create
            (Zoo.variationalAutoencoder [ 28; 28; 1 ] [ 256 ] 10)
            (Loss.scale 784.0 Loss.sigmoidCrossEntropy)
            (cycle 4e-3 64 n train)
        |> Trainer.withBatchSize 64
        |> Trainer.withRegularizer (Regularizer.gaussianDivergence 1.0 "encoder.moments")

    (last (trainer |> Trainer.fit (key 1) n (own train))).Loss)

model "generator and discriminator, eight clouds" "of 8 found" (fun () ->
    let keys = Key.split 5 (key 1)
    let optimizer = Optimizer.adamWith { Adam.defaults with Beta1 = 0.5; Beta2 = 0.9 }

    let trainer =
        Adversarial.trainerWith
            3
            (AdversarialLoss.wasserstein 0.1)
            (Network.build keys[1] [ 8 ] (Zoo.generator [ 2 ] [ 64; 64 ]), optimizer)
            (Network.build keys[2] [ 2 ] (Zoo.discriminator [ 64; 64 ]), optimizer)
        |> JointTrainer.withBatchSize 128

    let result = JointTrainer.fit keys[3] (epochs 70 40) (Synthetic.blobs 8 8_192 0.05 keys[0]) trainer

    (result.Network Adversarial.Generator |> Adversarial.sample 2_000 keys[4]).ToArray<float32>()
    |> Array.chunkBySize 2
    |> Array.countBy (fun point ->
        let at = Math.Atan2(float point[1], float point[0]) / (Math.PI / 4.0)
        let cloud = round at
        let φ = cloud * Math.PI / 4.0
        let distance = sqrt ((float point[0] - cos φ) ** 2.0 + (float point[1] - sin φ) ** 2.0)
        if distance < 0.15 then ValueSome((int cloud + 8) % 8) else ValueNone)
    |> Array.filter (fun (cloud, count) -> cloud.IsSome && count >= 40)
    |> Array.length
    |> float)

/// Ratings of pairs of 100 users and 80 things, of three tastes each: half of the pairs to learn from.
let ratings =
    let users, items, keys = 100, 80, Key.split 3 (key 3)

    let tastes, kinds =
        Key.normal DType.Float32 [ users; 3 ] keys[0], Key.normal DType.Float32 [ items; 3 ] keys[1]

    let all = (Tensor.matmul tastes (Tensor.transpose kinds)).ToArray<float32>()
    let order = Key.permutation (users * items) keys[2]

    Dataset.ofTensors
        (Tensor.ofArray [ order.Length; 2 ] (order |> Array.collect (fun pair -> [| pair / items; pair % items |])))
        (Tensor.ofArray [ order.Length; 1 ] (order |> Array.map (fun pair -> all[pair])))

let seen, unseen = Dataset.splitAt 4_000 ratings
let ofRatings = (Tensor.mean (Tensor.square unseen.Targets)).ToScalar()

let explained layer n =
    1.0
    - (last (fit layer Loss.meanSquaredError (Optimizer.adam 1e-2) 32 n seen unseen)).ValidationLoss
      / ofRatings

model "factorization machine, unseen pairs" "of the variance explained" (fun () ->
    explained (Zoo.factorizationMachineOf [ 100; 80 ] 3) 15)

model "  (a sum of one number for each)" "of the variance explained" (fun () ->
    explained (Zoo.fieldEmbedding [ 100; 80 ] 1 >=> Layer.dense 1) 15)

/// Categories of three fields and two numbers; the label is the parity of two categories and a sign.
let parities =
    let counts, n, keys = [ 7; 11; 5 ], 5_000, Key.split 4 (key 4)
    let columns = counts |> List.mapi (fun i count -> Key.integers count n keys[i])
    let numbers = Key.normal DType.Float32 [ n; 2 ] keys[3]
    let first = numbers.ToArray<float32>() |> Array.chunkBySize 2 |> Array.map Array.head

    let labels =
        Array.init n (fun i -> (columns[0][i] + columns[1][i] + (if first[i] > 0.0f then 1 else 0)) % 2)

    let categories = [|
        for i in 0 .. n - 1 do
            for column in columns -> column[i]
    |]

    Dataset(Signal.ofSeq [ Tensor.ofArray [ n; 3 ] categories; numbers ], Signal.One(Tensor.ofArray [ n ] labels))
    |> Dataset.splitAt 4_000

let crossing units () =
    let layer =
        Zoo.deepCrossingWith { DeepCrossing.defaults with Numbers = 2; Units = units } [ 7; 11; 5 ] 2

    accuracy (fit layer Loss.softmaxCrossEntropy (Optimizer.adam 3e-3) 32 12 (fst parities) (snd parities))

model "Deep Crossing, parity of three features" "accuracy" (crossing 2)
model "  (without its residual units)" "accuracy" (crossing 0)

/// Sequences of twelve of eight symbols, with a 0 and a 1 in each: which comes first?
let sequences =
    let n, time, keys = 3_000, 12, Key.split 3 (key 5)
    let others = Key.integers 6 (n * time) keys[0]
    let first = Key.integers time n keys[1]

    let second =
        Key.integers (time - 1) n keys[2] |> Array.map2 (fun a b -> if b >= a then b + 1 else b) first

    let symbol i =
        let sample, step = i / time, i % time

        if step = first[sample] then 0
        elif step = second[sample] then 1
        else others[i] + 2

    Dataset.ofTensors
        (Tensor.ofArray [ n; time ] (Array.init (n * time) symbol))
        (Tensor.ofArray [ n ] (Array.map2 (fun a b -> if a < b then 0 else 1) first second))
    |> Dataset.splitAt 2_500

model "transformer, which of two marks is first" "accuracy" (fun () ->
    accuracy (
        fit (Zoo.transformer 8 2) Loss.softmaxCrossEntropy (Optimizer.adam 2e-3) 32 6 (fst sequences) (snd sequences)
    ))

Claim.check [
    "LeNet-5 reads 85 % of the digits, or 96 % in the whole run.", figures["LeNet-5"] > (if quick then 0.85 else 0.96)
    "ResNet-20 reads 85 % of small digits, or 97 % in the whole run.",
    figures["ResNet-20, images of 8 × 8"] > (if quick then 0.85 else 0.97)
    "Sixteen numbers of 784 leave less than 70 % of the error of the mean, or 30 % in the whole run.",
    figures["autoencoder, 16 numbers"] < (if quick then 0.7 else 0.3) * ofMean
    "7 × 7 × 4 numbers leave less than a quarter.", figures["autoencoder of convolutions, 7 × 7 × 4"] < 0.25 * ofMean
    "The variational autoencoder needs less than 200 nats for a digit, or 115 for one of MNIST in the whole run.",
    figures["variational autoencoder, 10 numbers"] < (if quick || folder.IsNone then 200.0 else 115.0)
    "At least 7 of 8 clouds are found.", figures["generator and discriminator, eight clouds"] >= 7.0
    "The factorization machine explains 99 % of pairs that it has not seen.",
    figures["factorization machine, unseen pairs"] > 0.99
    "A sum explains none of it.", figures["  (a sum of one number for each)"] < 0.1
    "Deep Crossing is right for 97 %, and its last layer alone for less than 60 %.",
    figures["Deep Crossing, parity of three features"] > 0.97
    && figures["  (without its residual units)"] < 0.6
    "The transformer is right for 98 %.", figures["transformer, which of two marks is first"] > 0.98
]
