/// A quadratic, and the way down it: what the tests of optimizers share.
module FuncNet.Tests.Descent

open FuncNet

let float64s (x: float list) = Tensor.vector x

/// A tree of a kernel, which decays, and a bias, which does not.
let start =
    Parameters.ofSeq [
        "dense.kernel", Tensor.matrix [ [ 1.0; -2.0 ]; [ 0.5; 3.0 ] ]
        "dense.bias", float64s [ 0.3; -0.7 ]
    ]

/// f(x) = Σ c·x²/2 with curvatures of its own for each element, so that f′(x) = c·x.
let curvatures =
    Parameters.ofSeq [
        "dense.kernel", Tensor.matrix [ [ 1.0; 0.1 ]; [ 10.0; 2.0 ] ]
        "dense.bias", float64s [ 5.0; 0.5 ]
    ]

let slope (x: Parameters) = curvatures * x

let steps n optimizer gradient (x: Parameters) =
    let next (x, state) =
        let updates, state = Optimizer.update optimizer (gradient x) state x
        Optimizer.apply updates x, state

    Seq.init n id |> Seq.fold (fun at _ -> next at) (x, Optimizer.init optimizer x)

let after n optimizer = steps n optimizer slope start |> fst

/// What an optimizer makes of u in its first update, at u.
let transformed optimizer (u: Parameters) = Optimizer.update optimizer u (Optimizer.init optimizer u) u |> fst
