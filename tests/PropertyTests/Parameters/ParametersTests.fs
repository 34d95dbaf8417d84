[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.TreeDraw> |])>]
module FuncNet.Tests.``Parameters are a vector space``

open Xunit
open FsCheck.Xunit
open FuncNet

let private same = Close.trees 0.0
let private number (x: Tensor) = x.ToScalar()
/// The dot product of trees without leaves is float32, whatever the others are.
let private equal (a: Tensor) (b: Tensor) = Close.numbers 0.0 (number a) (number b)

[<Property>]
let ``addition is associative`` { A = a; B = b; C = c } = same (a + b + c) (a + (b + c))

[<Property>]
let ``addition is commutative`` { A = a; B = b } = same (a + b) (b + a)

[<Property>]
let ``zero is the unit of addition`` { A = a } = same a (a + Parameters.zero a)

[<Property>]
let ``every tree has a negative`` { A = a; B = b } =
    same (Parameters.zero a) (a + -a)
    same (a - b) (a + -b)

[<Property>]
let ``scaling distributes over both additions`` { A = a; B = b; S = s; T = t } =
    same (s * (a + b)) (s * a + s * b)
    same ((s + t) * a) (s * a + t * a)

[<Property>]
let ``scaling is an action of numbers`` { A = a; S = s; T = t } =
    same ((s * t) * a) (s * (t * a))
    same a (1.0 * a)
    same (s * a) (a * s)
    same (s * a) (Tensor.number DType.Float64 s * a)
    same (Parameters.scale s a) (Tensor.scalar s * a)

[<Property>]
let ``division undoes scaling`` { A = a } =
    same a (4.0 * a / 4.0)
    same a (4.0 * a / Tensor.scalar 4.0)

[<Property>]
let ``the products of leaves are commutative and distributive`` { A = a; B = b; C = c } =
    same (a * b) (b * a)
    same (a * (b + c)) (a * b + a * c)

[<Property>]
let ``dot is symmetric and bilinear`` { A = a; B = b; C = c; S = s } =
    let dot = Parameters.dot
    equal (dot a b) (dot b a)
    equal (dot (a + b) c) (dot a c + dot b c)
    Close.numbers 0.0 (s * number (dot a b)) (number (dot (s * a) b))

[<Property>]
let ``dot is positive, and norm its root`` { A = a; S = s } =
    let squared = number (Parameters.dot a a)

    let zero =
        a |> Parameters.toSeq |> Seq.forall (fun (_, x) -> x.ToArray<float>() |> Array.forall ((=) 0.0))

    Assert.Equal(zero, (squared = 0.0))
    Close.numbers 1e-14 (sqrt squared) (number (Parameters.norm a))
    Close.numbers 1e-14 (abs s * number (Parameters.norm a)) (number (Parameters.norm (s * a)))

[<Property>]
let ``the triangle inequality holds`` { A = a; B = b } =
    let norm = Parameters.norm >> number
    norm (a + b) <= norm a + norm b + 1e-9

[<Property>]
let ``map is a functor`` { A = a } =
    let f, g = (fun (x: Tensor) -> x * 3.0), (fun (x: Tensor) -> abs x + 1.0)
    same a (Parameters.map id a)
    same (a |> Parameters.map f |> Parameters.map g) (Parameters.map (f >> g) a)
    same (Parameters.map f a) (Parameters.mapPaths (fun _ x -> f x) a)

[<Property>]
let ``map2 is natural`` { A = a; B = b } =
    let f, g = (fun (x: Tensor) -> x * 3.0), (fun (x: Tensor) -> abs x)
    let h (x: Tensor) (y: Tensor) = x - y
    same (Parameters.map2 (fun x y -> h (f x) (g y)) a b) (Parameters.map2 h (Parameters.map f a) (Parameters.map g b))
    same (Parameters.map2 (fun x y -> f (h x y)) a b) (Parameters.map f (Parameters.map2 h a b))

[<Property>]
let ``fold goes over the leaves in order`` { A = a } =
    let paths = a |> Parameters.fold (fun paths path x -> (path, x) :: paths) [] |> List.rev
    Assert.Equal<(string * Tensor) list>(a |> Parameters.toSeq |> Seq.toList, paths)

[<Property>]
let ``the leaves of a tree make the tree`` { A = a } = a = (a |> Parameters.toSeq |> Parameters.ofSeq)

[<Property>]
let ``what partition parts, merge and update bring together`` { A = a; B = b } =
    let isKernel = Parameters.matching "*kernel"
    let kernels, others = Parameters.partition isKernel a
    Assert.Equal(a.Count, kernels.Count + others.Count)
    Assert.All(kernels.Paths, (fun path -> Assert.EndsWith("kernel", path)))
    same a (Parameters.zero a |> Parameters.update kernels |> Parameters.update others)
    same a (b |> Parameters.update (Parameters.merge [ others; kernels ]))
    same a (Parameters.update Parameters.empty a)

[<Property>]
let ``merge is associative, and the empty tree is its unit`` { A = a; B = b; C = c } =
    let a, b, c = Parameters.prefixed "a" a, Parameters.prefixed "b" b, Parameters.prefixed "c" c
    same (Parameters.merge [ Parameters.merge [ a; b ]; c ]) (Parameters.merge [ a; Parameters.merge [ b; c ] ])
    same a (Parameters.merge [ Parameters.empty; a; Parameters.empty ])

[<Property>]
let ``under undoes prefixed`` { A = a; B = b } =
    let both = Parameters.merge [ Parameters.prefixed "first" a; Parameters.prefixed "second" b ]
    same a (Parameters.under "first" both)
    same b (Parameters.under "second" both)
    Assert.Equal(0, (Parameters.under "fir" both).Count)

[<Property>]
let ``diff is empty between equal trees only`` { A = a; B = b } =
    Assert.Empty(Parameters.diff a a)
    Assert.True((a = b) = (Parameters.diff a b).IsEmpty)

[<Property>]
let ``the gradient of half the squared norm is the tree`` { A = a } =
    let value, gradient =
        Parameters.valueAndGrad (fun a -> Tensor.cast DType.Float64 (Parameters.dot a a) / 2.0) a

    Close.numbers 0.0 (number (Parameters.dot a a) / 2.0) (number value)
    same a gradient

let private one = Tensor.vector [ 1.0 ]
let private tree paths = paths |> Seq.map (fun path -> path, one) |> Parameters.ofSeq

[<Fact>]
let ``trees of different names do not add, and the error names the path`` () =
    Thrown.by<ConfigurationException, _> [ "\"bias\"" ] (fun () -> tree [ "kernel"; "bias" ] + tree [ "kernel" ])

    Thrown.by<ConfigurationException, _> [ "\"scale\"" ] (fun () ->
        Parameters.dot (tree [ "kernel" ]) (tree [ "kernel"; "scale" ]))

    Thrown.by<ConfigurationException, _> [ "order" ] (fun () -> tree [ "kernel"; "bias" ] - tree [ "bias"; "kernel" ])

[<Fact>]
let ``a name that stands twice is an error that names it`` () =
    Thrown.by<ConfigurationException, _> [ "\"kernel\""; "twice" ] (fun () -> tree [ "kernel"; "kernel" ])

    Thrown.by<ConfigurationException, _> [ "\"bias\"" ] (fun () ->
        Parameters.merge [ tree [ "bias" ]; tree [ "bias" ] ])

[<Fact>]
let ``a name that is not there is an error that lists those that are`` () =
    Thrown.by<ConfigurationException, _> [ "\"krenel\""; "kernel, bias" ] (fun () ->
        (tree [ "kernel"; "bias" ])["krenel"])

    Thrown.by<ConfigurationException, _> [ "\"scale\"" ] (fun () ->
        tree [ "kernel" ] |> Parameters.update (tree [ "scale" ]))

[<Fact>]
let ``an update of another shape or type is an error that names the path`` () =
    let changed (x: Tensor) = Parameters.ofSeq [ "kernel", x ]

    Thrown.by<ShapeException, _> [ "\"kernel\""; "[1]"; "[2]" ] (fun () ->
        tree [ "kernel" ] |> Parameters.update (changed (Tensor.vector [ 1.0; 2.0 ])))

    Thrown.by<ShapeException, _> [ "float32" ] (fun () ->
        tree [ "kernel" ] |> Parameters.update (changed (Tensor.vector [ 1.0f ])))

[<Fact>]
let ``a pattern's stars stand for any characters, and its points for points`` () =
    Assert.True(Parameters.matching "block1.*" "block1.conv.kernel")
    Assert.True(Parameters.matching "*.bias" "block1.bias")
    Assert.False(Parameters.matching "block1.*" "block10.bias")
    Assert.False(Parameters.matching "a.b" "axb")

type Affine = { kernel: Tensor; bias: Tensor }
type Model = { first: Affine; rest: Affine list; pair: Affine[]; scale: Tensor }

[<Property>]
let ``a record becomes a tree and the tree the record`` (seed: int) =
    let keys = Key.split 4 (Key.ofSeed (uint64 seed))
    let affine key = { kernel = Key.normal DType.Float32 [ 2; 3 ] key; bias = Tensor.zeros [ 3 ] }

    let model = {
        first = affine keys[0]
        rest = [ affine keys[1]; affine keys[2] ]
        pair = [| affine keys[3] |]
        scale = Tensor.scalar 2.0
    }

    let tree = Parameters.ofTree model
    Assert.Equal("first.kernel", tree.Paths[0])
    Assert.True(tree.Contains "rest.1.bias" && tree.Contains "pair.0.kernel" && tree.Contains "scale")
    Assert.Equal(model, Parameters.toTree model tree)
    let doubled = Parameters.toTree model (2.0 * tree)
    Assert.Equal(2.0 * model.rest[1].kernel, doubled.rest[1].kernel)
