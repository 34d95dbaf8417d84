// Differentiation, from the computation graph of note 004 to derivatives of derivatives and operations of your own.
#load "reference/FuncNet.fsx" "reference/Picture.fsx"

open FuncNet

let expect what (expected: float) (tensor: Tensor) =
    let error = abs (tensor.ToScalar() - expected)

    if not (error <= 1e-9 * max 1.0 (abs expected)) then
        eprintfn "%s should be %g; it is %g." what expected (tensor.ToScalar())
        exit 1

let number x = Tensor.number DType.Float64 x

printfn "── J = 3(a + bc) at a = 5, b = 3, c = 2 (note 004)\n"

let j =
    Explain.trace [ "a"; "b"; "c" ] (fun x -> 3.0 * (x[0] + x[1] * x[2])) [| number 5.0; number 3.0; number 2.0 |]

printfn "%s\n\n%s\n" j.Table j.Mermaid
expect "J" 33.0 j.Value
List.iter (fun (name, slope) -> expect $"dJ/d{name}" slope j.Gradients[name]) [ "a", 3.0; "b", 6.0; "c", 9.0 ]

printfn "── The same for a network: 2-2-1 on exclusive or, layer by layer\n"

let inputs = Tensor.ofArray [ 4; 2 ] [| 0.0; 0.0; 0.0; 1.0; 1.0; 0.0; 1.0; 1.0 |]
let targets = Tensor.ofArray [ 4; 1 ] [| 0.0; 1.0; 1.0; 0.0 |]

let build layer = Network.buildFor DType.Float64 (Key.ofSeed 3UL) (Signal.One(Shape.ofSeq [ 2 ])) layer

let network = build (Layer.dense 2 >=> Layer.tanh >=> Layer.dense 1)
let pass = Explain.network Loss.sigmoidCrossEntropy inputs targets network
printfn "%s\n" pass.Table

Picture.save "graph.svg" j.Svg
Picture.save "network.svg" pass.Svg

printfn "\n── Ten sigmoids: gradients vanish on the way back; batch normalization brings them back\n"

let gradientOfTheFirst activation =
    let norms =
        build (Layer.repeat 10 (Layer.dense 8 >=> activation) >=> Layer.dense 1)
        |> Explain.gradientNorms Loss.sigmoidCrossEntropy inputs targets

    norms, norms["dense1.kernel"].Gradient

let vanishing, small = gradientOfTheFirst Layer.sigmoid
let _, restored = gradientOfTheFirst (Layer.batchNorm >=> Layer.sigmoid)
printfn "%O\n\nfirst gradient: %.1e, with batch normalization %.1e\n" vanishing small restored

if small > 1e-4 || restored < 1e-3 then
    eprintfn "The gradient should vanish, and come back."
    exit 1

printfn "── A gradient is a function, so it has a gradient\n"

let f (x: Tensor) = sum (sin x * x)
let x = Tensor.vector [ 0.5; 1.0; 2.0 ]
printfn "x              %O" x
printfn "grad f         %O" (grad f x)
printfn "grad (Σ grad f) %O" (grad (grad f >> sum) x)
printfn "hessian f\n%O\n" (Differentiate.hessian f x)

printfn "── Nesting does not confuse them: x · d(x + y)/dy, differentiated by x, is 1\n"

let nested = grad (fun x -> x * grad (fun y -> x + y) (number 1.0)) (number 1.0)
printfn "%O\n" nested
expect "the nested derivative" 1.0 nested

printfn "── Directions: J·v forward, gᵀ·J backward, H·v without the matrix\n"

let polar (p: Tensor) = Tensor.stack 0 [ p.[0] * cos p.[1]; p.[0] * sin p.[1] ]
let p, v = Tensor.vector [ 2.0; 0.5 ], Tensor.vector [ 1.0; 0.0 ]
printfn "J of polar coordinates\n%O" (Differentiate.jacobian polar p)
printfn "J·v  %O" (Differentiate.jvp polar p v |> snd)
printfn "H·v  %O\n" (Differentiate.hessianVector f x (Tensor.onesLike x))

printfn "── An operation of your own, and a check that catches a wrong derivative\n"

/// y = x³, with the derivative that it is given.
let cube (slope: Tensor -> Tensor) = {
    new CustomOperation() with
        member _.Name = "Cube"
        member _.Infer(operands) = operands[0]

        member _.Evaluate(operands) =
            operands[0].AsSpan<float>().ToArray() |> Array.map (fun x -> x * x * x) :> System.Array

        member _.Gradient(operands, _, gradient) = [| gradient * slope operands[0] |]
}

let check name (operation: CustomOperation) =
    let report =
        GradientCheck.first GradientCheck.Tolerance (Key.ofSeed 1UL) (fun x -> Tensor.custom operation x) [| x |]

    printfn "%s: %O" name report
    report.Passed

let right = check "slope 3x²" (cube (fun x -> 3.0 * Tensor.square x))
let wrong = check "slope 2x²" (cube (fun x -> 2.0 * Tensor.square x))

if not right || wrong then
    eprintfn "The check must pass the right slope and catch the wrong one."
    exit 1
