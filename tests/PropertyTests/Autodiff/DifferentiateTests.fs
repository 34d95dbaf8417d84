[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 100)>]
module FuncNet.Tests.Differentiation

open FsCheck.Xunit
open FuncNet
open Xunit

let private number (x: float) = Tensor.number DType.Float64 x
let private one, two = number 1.0, number 2.0
let private equal (expected: float) (actual: Tensor) = Assert.Equal(expected, actual.ToScalar(), 1e-12)

[<Fact>]
let ``nests`` () = equal 1.0 (grad (fun x -> x * grad (fun y -> x + y) one) one)

[<Fact>]
let ``does not confuse the inner variable with the outer one`` () =
    // d/dx (x · d/dy (x·y)) = d/dx x² = 2x
    equal 4.0 (grad (fun x -> x * grad (fun y -> x * y) one) two)
    // d/dx (d/dy (x·y² ) at y = x) = d/dx 2x² = 4x
    equal 8.0 (grad (fun x -> grad (fun y -> x * y * y) x) two)
    // The inner function does not use its variable.
    equal 0.0 (grad (fun x -> grad (fun _ -> x * x) x) two)
    // The inner function gives back the outer variable's tape.
    equal 1.0 (grad (fun x -> fst (Differentiate.valueAndGrad (fun _ -> x) one)) two)
    // A function made inside one derivative and used inside another: d/dx d/dy (x²·y³) at (2, 1) = 2x · 3y².
    let power (x: Tensor) = fun y -> x * x * y * y * y
    equal 12.0 (grad (fun x -> grad (power x) one) two)

[<Fact>]
let ``does not confuse variables through a closure that is returned`` () =
    // Siskind and Pearlmutter's case: D (fun x -> fun y -> f y + x) must not leak its tape.
    let shifted = Differentiate.jvp (fun x -> x * grad (fun y -> sin y * x) x) two one |> snd
    // d/dx (x · x cos x) = 2x cos x − x² sin x
    equal (4.0 * cos 2.0 - 4.0 * sin 2.0) shifted

[<Fact>]
let ``takes a variable that got out of an inner derivative for its number`` () =
    let product (x: Tensor) =
        let escaped = ref x

        grad
            (fun y ->
                escaped.Value <- y
                x * y)
            two
        |> ignore

        escaped.Value * x

    // At y = 2, d/dx (y·x) = 2.
    equal 2.0 (grad product one)
    Assert.Equal(two, grad product one)
    Assert.Equal(two, snd (Differentiate.vjp product one) one)
    let program = Program.trace (fun x -> [| product x[0] |]) [ one.Spec ]
    Assert.Equal<Tensor[]>([| 6.0 * one |], Program.run program [| number 3.0 |])

[<Fact>]
let ``records what several threads compute`` () =
    let x = Tensor.vector [ 1.0; 2.0 ]

    let total (x: Tensor) = Array.Parallel.init 64 (fun i -> sum (x * float i)) |> Array.reduce (+)

    for _ in 1..100 do
        Assert.Equal(Tensor.vector [ 2016.0; 2016.0 ], grad total x)

[<Fact>]
let ``can be repeated`` () =
    let x = number 0.7
    equal (-cos 0.7) (grad (grad (grad sin)) x)
    equal (sin 0.7) (grad (grad (grad (grad sin))) x)
    equal 24.0 (grad (grad (grad (grad (fun x -> x * x * x * x)))) x)

[<Fact>]
let ``gives the gradient of a Jacobian`` () =
    let x = Tensor.vector [ 1.0; 2.0 ]
    // Σ ∂(xᵢ³)/∂xⱼ = Σ 3xᵢ², whose gradient is 6x.
    Assert.Equal(6.0 * x, grad (fun x -> sum (Differentiate.jacobian (fun x -> x * x * x) x)) x)

[<Fact>]
let ``gives the Jacobian of a Jacobian`` () =
    let x = Tensor.vector [ 1.0; 2.0 ]
    let second = Differentiate.jacobian (Differentiate.jacobian (fun x -> x * x * x)) x

    let expected =
        Reference.tabulate [ 2; 2; 2 ] (fun i -> if i[0] = i[1] && i[1] = i[2] then 6.0 * float (i[0] + 1) else 0.0)

    Assert.Equal(expected, second)

[<Fact>]
let ``gives hand values for a quadratic form`` () =
    let a = Tensor.matrix [ [ 2.0; 1.0 ]; [ 0.0; 3.0 ] ]
    let x, v = Tensor.vector [ 1.0; -2.0 ], Tensor.vector [ 0.5; 4.0 ]
    let f x = matmul x (matmul a x)
    // ∇ = (A + Aᵀ)x, H = A + Aᵀ
    let h = a + Tensor.transpose a
    Assert.Equal(matmul h x, grad f x)
    Assert.Equal(h, Differentiate.hessian f x)
    Assert.Equal(matmul h v, Differentiate.hessianVector f x v)

[<Fact>]
let ``gives value and gradient of the first example of the design`` () =
    let f (x: Tensor) = sum (sin x * x)
    let x = Tensor.vector [ 0.5; 1.0 ]
    let value, g = valueAndGrad f x
    Assert.Equal(f x, value)
    Reference.agree 1e-15 (cos x * x + sin x) g
    Reference.agree 1e-14 (2.0 * cos x - x * sin x) (grad (grad f >> sum) x)

let private f (seed: Seed) (x: Tensor) = ``Random programs``.drawnOf seed x

[<Property>]
let ``gives directional derivatives, gradients and Jacobians that agree`` (seed: Seed) =
    let x, v = Draws.tensor seed.Rng [ 3 ], Draws.tensor (System.Random(seed.Number + 1)) [ 3 ]
    let u = Draws.tensor (System.Random(seed.Number + 2)) [ 2; 3 ]
    let f = f seed
    let j = Differentiate.jacobian f x
    let y, jv = Differentiate.jvp f x v
    let y', pullback = Differentiate.vjp f x
    Assert.Equal(f x, y)
    Assert.Equal(f x, y')
    Reference.agree 1e-11 (matmul j v) jv
    Reference.agree 1e-11 (Tensor.einsum "ab,abj->j" [ u; j ]) (pullback u)
    // uᵀ(J·v) = (uᵀ·J)v
    Assert.Equal((sum (u * jv)).ToScalar(), (sum (pullback u * v)).ToScalar(), 1e-10)

[<Property>]
let ``gives symmetric Hessians, whose products with vectors agree`` (seed: Seed) =
    let x, v = Draws.tensor seed.Rng [ 3 ], Draws.tensor (System.Random(seed.Number + 1)) [ 3 ]
    let f x = sum (f seed x)
    let h = Differentiate.hessian f x
    Reference.agree 1e-10 (Tensor.transpose h) h
    Reference.agree 1e-10 (matmul h v) (Differentiate.hessianVector f x v)
    Reference.agree 1e-10 (matmul h v) (Differentiate.jvp (grad f) x v |> snd)

[<Property>]
let ``is linear`` (seed: Seed) =
    let x = Draws.tensor seed.Rng [ 3 ]
    let g = f { Number = seed.Number + 1 }
    let f = f seed
    Reference.agree 1e-10 (2.0 * grad (f >> sum) x + grad (g >> sum) x) (grad (fun x -> sum (2.0 * f x + g x)) x)

[<Fact>]
let ``of a constant is zero`` () =
    let x = Tensor.vector [ 1.0; 2.0 ]
    Assert.Equal(Tensor.zerosLike x, grad (fun _ -> one) x)
    Assert.Equal(Tensor.zerosLike x, Differentiate.jvp (fun _ -> x) x x |> snd)
    Assert.Equal(Tensor.zerosLike (Differentiate.hessian (fun x -> sum (x * x)) x), Differentiate.hessian sum x)

[<Fact>]
let ``of the identity is one`` () =
    let x = Tensor.vector [ 1.0; 2.0 ]
    Assert.Equal(Tensor.eye DType.Float64 2, Differentiate.jacobian id x)
    equal 1.0 (grad id two)

[<Fact>]
let ``adds what comes back by several ways`` () =
    let gradients = Differentiate.gradMany (fun x -> sum (x[0] * x[1] + x[0] * x[0])) [| two; one |]
    equal 5.0 gradients[0]
    equal 2.0 gradients[1]

[<Fact>]
let ``of tensors without elements is a tensor without elements`` () =
    let x = Tensor.full DType.Float64 [ 0; 3 ] 1.0
    Assert.Equal(x, grad (fun x -> sum (x * x)) x)
    Assert.Equal<Shape>(Shape [| 0; 3; 0; 3 |], (Differentiate.jacobian (fun x -> x * x) x).Shape)

[<Fact>]
let ``asks for one number, for floats, and for directions that fit`` () =
    let x = Tensor.vector [ 1.0; 2.0 ]
    let error = Assert.Throws<ShapeException>(fun () -> grad (fun x -> x * x) x |> ignore)
    Assert.Contains("it gave float64 [2]. Sum it, or use jacobian", error.Message)
    let error = Assert.Throws<DTypeException>(fun () -> grad id (Tensor.range 3) |> ignore)
    Assert.Contains("int32", error.Message)
    let error = Assert.Throws<ShapeException>(fun () -> Differentiate.jvp id x one |> ignore)
    Assert.Contains("the direction is float64 [], the point is float64 [2]", error.Message)
    Assert.Throws<ShapeException>(fun () -> (Differentiate.vjp id x |> snd) one |> ignore) |> ignore
    Assert.Throws<ShapeException>(fun () -> Differentiate.hessianVector sum x one |> ignore) |> ignore

    Assert.Throws<DTypeException>(fun () -> Differentiate.jacobian (Tensor.argMax 0) x |> ignore)
    |> ignore
