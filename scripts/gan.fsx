// Two networks against each other: a generator learns to make points like those of eight normal clouds on a circle, a discriminator
// to tell them apart. The step of both is one compiled function; the gradient penalty in it is differentiated twice.
#load "reference/FuncNet.fsx"
#load "reference/Chart.fsx" "reference/Claim.fsx"

open System
open FuncNet
open Chart

let quick = Environment.GetEnvironmentVariable "FUNCNET_QUICK" = "1"
let clouds, noise = 8, 0.05
let epochs = if quick then 30 else 70
let keys = Key.split 5 (Key.ofSeed 1UL)
let real = Synthetic.blobs clouds 8_192 noise keys[0]

let generator =
    Layer.dense 64 >=> Layer.relu >=> Layer.dense 64 >=> Layer.relu >=> Layer.dense 2
    |> Network.build keys[1] [ 8 ]

let discriminator =
    Layer.dense 64 >=> Layer.leakyRelu 0.2 >=> Layer.dense 64 >=> Layer.leakyRelu 0.2 >=> Layer.dense 1
    |> Network.build keys[2] [ 2 ]

let optimizer = Optimizer.adamWith { Adam.defaults with Beta1 = 0.5; Beta2 = 0.9 }

let centre cloud =
    let φ = 2.0 * Math.PI * float cloud / float clouds
    cos φ, sin φ

/// The share of points within three deviations of a centre, and the share of each centre.
let coverage (points: Tensor) =
    let points = points.ToArray<float32>() |> Array.chunkBySize 2

    let near =
        points
        |> Array.choose (fun point ->
            let distance cloud =
                let x, y = centre cloud
                sqrt ((float point[0] - x) ** 2.0 + (float point[1] - y) ** 2.0)

            let nearest = Seq.minBy distance (seq { 0 .. clouds - 1 })
            if distance nearest < 3.0 * noise then Some nearest else None)

    let share cloud = float (near |> Seq.filter ((=) cloud) |> Seq.length) / float points.Length
    float near.Length / float points.Length, [ for cloud in 0 .. clouds - 1 -> share cloud ]

/// A cloud is covered if it has at least two of a hundred points; a fair share is twelve.
let covered shares = shares |> List.filter (fun share -> share >= 0.02) |> List.length

/// What a generator makes of always the same noise.
let made (state: JointState) = state.Network Adversarial.Generator |> Adversarial.sample 2_000 keys[4]

let trainer =
    Adversarial.trainerWith 3 (AdversarialLoss.wasserstein 0.1) (generator, optimizer) (discriminator, optimizer)
    |> JointTrainer.withBatchSize 128

/// The states after some epochs, the first and the last among them.
let states =
    JointTrainer.run trainer epochs real (JointTrainer.start keys[3] trainer)
    |> Seq.choose (fun (state, event) ->
        match event with
        | JointEvent.Started _ -> Some state
        | JointEvent.EpochDone report when report.Epoch % 10 = 0 ->
            printfn
                "epoch %3d/%d  generator %7.4f  discriminator %7.4f"
                report.Epoch
                epochs
                report[Adversarial.Generator]
                report[Adversarial.Discriminator]

            Some state
        | JointEvent.RunsEagerly why -> failwith $"The step is not compiled: {why}"
        | JointEvent.EpochDone _
        | JointEvent.StepDone _
        | JointEvent.Finished _ -> None)
    |> Seq.toArray

let nearShare, shares = coverage (made (Array.last states))
let ofReal, _ = coverage real.Inputs

printfn "\nmodes covered: %d of %d" (covered shares) clouds
printfn "samples near one: %.1f %% (of the real ones: %.1f %%)" (100.0 * nearShare) (100.0 * ofReal)

/// A sample as a small cross.
let cross (point: float32[]) =
    let x, y, r = float point[0], float point[1], 0.012
    [ [| x - r, y; x + r, y |]; [| x, y - r; x, y + r |] ]

let circle cloud = [|
    for i in 0..48 ->
        let (cx, cy), φ = centre cloud, 2.0 * Math.PI * float i / 48.0
        cx + 3.0 * noise * cos φ, cy + 3.0 * noise * sin φ
|]

let panel (state: JointState) : Panel =
    let points = made state
    let near, shares = coverage points

    {
        Title =
            if state.Epoch = 0 then
                "before the first step"
            else
                $"after {state.Epoch} epochs"
        Subtitle = $"{100.0 * near:F1} %% of the samples near a cloud; {covered shares} of {clouds} clouds covered"
        X = linear "x" (-1.5, 1.5)
        Y = linear "y" (-1.5, 1.5)
        Curves = [
            for cloud, share in List.indexed shares ->
                {
                    Name = $"cloud {cloud + 1}: {100.0 * share:F1} %%"
                    Style = cloud % 7
                    Points = circle cloud
                    Marks = [ 0 ]
                    HasLine = true
                }
        ]
        Contours = [
            {
                Label = ""
                Lines =
                    points.ToArray<float32>() |> Seq.chunkBySize 2 |> Seq.take 600 |> Seq.collect cross |> Seq.toList
            }
        ]
        ContourNote = "600 generated points"
        Places = []
        Areas = []
    }

Chart.save "gan.svg" "What a generator makes in the course of its training, against eight real clouds" [
    for i in [ 0; 1; states.Length / 2; states.Length - 1 ] -> panel states[i]
]

Claim.check [
    $"At least 7 of the {clouds} clouds are covered.", covered shares >= 7
    "Most samples are near a cloud.", nearShare > (if quick then 0.4 else 0.8)
]
