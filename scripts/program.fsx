// A step of training as a program: what each pass leaves of it, and the plan of its memory.
#load "reference/FuncNet.fsx" "reference/Picture.fsx" "reference/Claim.fsx"

open FuncNet

let data = Synthetic.circles 100 0.05 (Key.ofSeed 1UL)
let network = Network.build (Key.ofSeed 2UL) [ 2 ] (Layer.dense 16 >=> Layer.tanh >=> Layer.dense 2)
let optimizer = Optimizer.sgdMomentum 1.0 0.9
let context = { Training = true; Key = Key.ofSeed 3UL }

let tensors tree = tree |> Parameters.toSeq |> Seq.map snd |> Seq.toArray
let like tree tensors = Seq.zip (tree |> Parameters.toSeq |> Seq.map fst) tensors |> Parameters.ofSeq

let start = Optimizer.init optimizer network.Parameters
let kept = OptimizerState.toTree start
let weights, states = network.Parameters.Count, kept.Count

/// The next weights, the next state of the optimizer, the accuracy and the loss, from weights, state, inputs and labels. The network is
/// written twice, for the loss and for the accuracy.
let step (x: Tensor[]) =
    let parameters = like network.Parameters x[.. weights - 1]
    let state = like kept x[weights .. weights + states - 1] |> OptimizerState.ofTree start
    let inputs, labels = x[x.Length - 2], x[x.Length - 1]

    let predict parameters =
        let output, _ = Network.applyWith context parameters network.State (Signal.One inputs) network
        (Signal.values output).Head

    let loss, gradients =
        Parameters.valueAndGrad
            (fun parameters -> Loss.value Loss.softmaxCrossEntropy (predict parameters) labels)
            parameters

    let accuracy =
        Tensor.mean (Tensor.cast DType.Float32 (Tensor.equal (Tensor.argMax 1 (predict parameters)) labels))

    let updates, next = Optimizer.update optimizer gradients state parameters

    [|
        yield! tensors (Optimizer.apply updates parameters)
        yield! tensors (OptimizerState.toTree next)
        accuracy
        loss
    |]

let inputs = [| yield! tensors network.Parameters; yield! tensors kept; data.Inputs; data.Targets |]
let traced = Program.trace step (inputs |> Array.map _.Spec)
let passes = Executable.passes traced

for (_, before), (name, program) in List.pairwise (("", traced) :: passes) do
    printfn "── %s: %d operations\n" name program.Length

    if name = "traced" || program.Length < before.Length then
        printfn "%O\n" program

let executable = Executable.ofProgram traced
let plan = executable.Plan
printfn "── The plan of its memory\n\n%O\n" plan

Picture.save "program.svg" plan.Svg
Picture.save "memory.svg" plan.ArenaSvg

/// The results of the last of 200 steps.
let train (run: Tensor[] -> Tensor[]) =
    let next (results: Tensor[]) = run [| yield! results[.. weights + states - 1]; data.Inputs; data.Targets |]
    Seq.fold (fun results _ -> next results) inputs [ 1..200 ]

let first, eager, compiled = step inputs, train step, train executable.Run
let loss (results: Tensor[]) = (Array.last results).ToScalar()
printfn "\nloss %.4f, after 200 steps %.4f\n" (loss first) (loss compiled)

let lengths = passes |> List.map (fun (_, program) -> program.Length)

Claim.check [
    "No pass makes the program longer, and together they make it shorter.",
    List.sortDescending lengths = lengths && List.last lengths < lengths.Head
    "Every pass keeps the results, bit for bit.",
    passes |> List.forall (fun (_, program) -> Program.run program inputs = first)
    "200 compiled steps give the weights of 200 eager ones, bit for bit.", compiled = eager
    "The loss falls to less than half.", loss compiled < 0.5 * loss first
    "The arena is smaller than its buffers side by side.", plan.Peak < plan.Sum
]
