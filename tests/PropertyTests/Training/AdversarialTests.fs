module FuncNet.Tests.Adversarials

open System
open System.IO
open Xunit
open FuncNet
open FuncNet.Tests.Joint

[<Fact>]
let ``one step of a game with a gradient penalty is that of its formulas`` () =
    let critic = discriminatorOf Layer.identity

    let trainer =
        Adversarial.trainer (AdversarialLoss.wasserstein 2.0) (generator, Optimizer.sgd 0.1) (critic, Optimizer.sgd 0.1)

    let real = data.Inputs

    let state, report =
        JointTrainer.step trainer (JointTrainer.start keys[3] trainer) (Batch(real, data.Targets))
    // The noise is that of the step's keys; what follows from it is written down anew.
    let step = Key.split 2 (Key.foldIn 0 keys[3])
    let ofCritic, ofGenerator = Key.split 5 step[1], Key.split 3 step[0]
    let fake = under generator (Key.normal DType.Float32 [ 40; 3 ] ofCritic[0]) generator.Parameters
    let ε = Key.uniform DType.Float32 [ 40; 1 ] ofCritic[4]
    let between = ε * real + (1.0 - ε) * fake

    let cost parameters =
        let slope = grad (fun x -> sum (under critic x parameters)) between
        let norm = sqrt (Tensor.sumOver [ 1 ] (slope * slope))

        mean (under critic fake parameters) - mean (under critic real parameters)
        + 2.0 * mean (Tensor.square (norm - 1.0))

    let judged = critic.Parameters - 0.1 * Parameters.grad cost critic.Parameters
    let noise = Key.normal DType.Float32 [ 40; 3 ] ofGenerator[0]
    let miss parameters = -(mean (under critic (under generator noise parameters) judged))
    let made = generator.Parameters - 0.1 * Parameters.grad miss generator.Parameters

    let near (expected: Parameters) (found: Parameters) =
        Assert.InRange((Parameters.norm (expected - found)).ToScalar(), 0.0, 1e-5)

    near judged (state.Network("discriminator").Parameters)
    near made (state.Network("generator").Parameters)
    Assert.Equal((cost critic.Parameters).ToScalar(), report["discriminator"], 4)

[<Fact>]
let ``the gradient penalty is zero where the slope is 1, and (√2 − 1)² where it is √2`` () =
    let x, y = Key.normal DType.Float64 [ 9; 2 ] keys[0], Key.normal DType.Float64 [ 9; 2 ] keys[1]
    let penalty critic = (AdversarialLoss.gradientPenalty keys[2] critic x y).ToScalar()
    Assert.Equal(0.0, penalty (fun x -> Tensor.narrow 1 0 1 x), 10)
    Assert.Equal((sqrt 2.0 - 1.0) ** 2.0, penalty (Tensor.sumOver [ 1 ]), 10)
    // A flat critic has a slope of 0, and a gradient that is a number.
    Assert.Equal(1.0, penalty (fun x -> 0.0 * Tensor.sumOver [ 1 ] x), 5)

[<Fact>]
let ``what does not fit is refused by message`` () =
    let optimizer = Optimizer.adam 0.01

    let play generator discriminator loss () =
        Adversarial.trainer loss (generator, optimizer) (discriminator, optimizer) |> ignore

    let plain = AdversarialLoss.nonSaturating
    let three = Network.build keys[0] [ 3 ] (Layer.dense 3)

    refused<ShapeException>
        "the generator makes samples [3]; the discriminator takes [2]"
        (play three discriminator plain)

    refused<ShapeException>
        "this one gives [2]. End it with Layer.dense 1"
        (play generator (Network.build keys[0] [ 2 ] (Layer.dense 2)) plain)

    refused<DTypeException> "build both in one type" (play generator follower plain)

    refused<ConfigurationException>
        "this discriminator keeps \"batchnorm1"
        (play generator (discriminatorOf Layer.batchNorm) (AdversarialLoss.wasserstein 1.0))

    refused<ConfigurationException> "the number of discriminator steps must be at least 1" (fun () ->
        Adversarial.trainerWith 0 plain (generator, optimizer) (discriminator, optimizer) |> ignore)

    let trainer = game plain
    let start = JointTrainer.start keys[3] trainer

    refused<ShapeException> "the input of \"discriminator\" is [16; 3]" (fun () ->
        JointTrainer.fit keys[3] 1 (Dataset.ofTensors (Tensor.ones [ 20; 3 ]) (Tensor.ones [ 20; 1 ])) trainer
        |> ignore)

    refused<DataException> "The batch size 16 is larger" (fun () ->
        JointTrainer.fit keys[3] 1 (Dataset.take 8 data) trainer |> ignore)

    refused<ConfigurationException> "belongs to other networks or optimizers" (fun () ->
        JointTrainer.fitFrom start 1 data (school (0.1, 0.1)) |> ignore)

    let third = JointTrainer.run trainer 1 data start |> Seq.item 3 |> fst

    refused<ConfigurationException> "stands at step 3 of an epoch, which has 2 steps" (fun () ->
        JointTrainer.fitFrom third 1 data (JointTrainer.withBatchSize 20 trainer) |> ignore)

    refused<ConfigurationException>
        "There is no network \"judge\" in this training; it has [generator; discriminator]"
        (fun () -> start.Network "judge" |> ignore)

    refused<ConfigurationException> "two networks" (fun () ->
        Trainees.create [ "a", three, optimizer; "a", three, optimizer ] |> ignore)

    refused<ConfigurationException> "without dots" (fun () -> Trainees.create [ ("a.b", three, optimizer) ] |> ignore)

    let report step =
        JointTrainer.step
            (JointTrainer.create [ ("leader", leader, Optimizer.sgd 0.1) ] step)
            (JointTrainer.start keys[3] (JointTrainer.create [ ("leader", leader, Optimizer.sgd 0.1) ] step))
            batch
        |> ignore

    refused<ShapeException> "\"y\" is [7; 1]. Give its mean" (fun () ->
        report (fun turn all ->
            let y, all = Trainees.apply "leader" turn.Key turn.Batch.Inputs all
            all, [ ("y", y) ]))

    refused<ConfigurationException> "name each network" (fun () ->
        report (fun _ all -> all |> Trainees.minimize [] (fun all -> Tensor.scalar 0.0, all) |> snd, []))

[<Fact>]
let ``a file of another training is refused by message`` () =
    let path = Path.Combine(Path.GetTempPath(), $"funcnet-joint-{Guid.NewGuid():N}.safetensors")
    let trainer = game AdversarialLoss.hinge
    let start = JointTrainer.start keys[3] trainer

    try
        let other = school (0.1, 0.1)
        JointState.save path (JointTrainer.start keys[3] other)
        refused<DataException> "networks.leader" (fun () -> JointState.load path start |> ignore)
        let tree = JointState.toTree start

        let lacking =
            tree |> Parameters.filter (fun name -> name <> "networks.generator.parameters.dense1.bias")

        Safetensors.write path lacking

        refused<DataException> "lacks \"networks.generator.parameters.dense1.bias\"" (fun () ->
            JointState.load path start |> ignore)

        Safetensors.write path (tree |> Parameters.filter (fun name -> name <> "run.key"))
        refused<DataException> "lacks \"run.key\"" (fun () -> JointState.load path start |> ignore)
    finally
        File.Delete path
