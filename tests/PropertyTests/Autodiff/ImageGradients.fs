[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 100)>]
module FuncNet.Tests.``The derivatives of convolution and pooling``

open FsCheck.Xunit
open FuncNet
open Xunit

/// A drawn convolution: strides, dilation, padding and groups, with an image and a filter that fit.
let private drawn (seed: Seed) =
    let rng = seed.Rng
    let pair low high = struct (rng.Next(low, high), rng.Next(low, high))
    let groups = if rng.Next 3 = 0 then 2 else 1
    let struct (kh, kw) = pair 1 4
    let struct (dh, dw) as dilation = pair 1 3
    let strides = pair 1 4
    let filter = [ kh; kw; rng.Next(1, 3); groups * rng.Next(1, 3) ]
    let reach k d = (k - 1) * d + 1
    let image = [ rng.Next 3; reach kh dh + rng.Next 3; reach kw dw + rng.Next 3; groups * filter[2] ]

    let padding =
        match rng.Next 3 with
        | 0 -> Padding.Valid
        | 1 -> Padding.Same
        | _ -> Padding.Explicit(pair 0 3, pair 0 3)

    let convolve filter image = Tensor.conv2d strides dilation padding groups filter image
    Draws.tensor rng image, Draws.tensor rng filter, convolve

[<Property>]
let ``agree with differences for a convolution with any stride, dilation, padding and groups`` (seed: Seed) =
    let image, filter, convolve = drawn seed
    GradientCheck.require seed.Key (fun x -> convolve x[1] x[0]) [| image; filter |]

[<Property>]
let ``agree with differences for the gradients of a convolution`` (seed: Seed) =
    let image, filter, convolve = drawn seed
    let g = Draws.tensor seed.Rng (List.ofSeq (convolve filter image).Shape)
    let gradients (x: Tensor[]) = Differentiate.vjpMany (fun y -> [| convolve y[1] y[0] |]) [| x[0]; x[1] |] |> snd
    GradientCheck.require seed.Key (fun x -> (gradients x [| x[2] |])[0]) [| image; filter; g |]
    GradientCheck.require seed.Key (fun x -> (gradients x [| x[2] |])[1]) [| image; filter; g |]

/// A drawn pooling, and the sizes of images that fit; up to two vectors of channels, and some more.
let private drawnPool (rng: System.Random) =
    let struct (ph, pw) as pool = struct (rng.Next(1, 4), rng.Next(1, 4))
    let strides = struct (rng.Next(1, 4), rng.Next(1, 4))
    let padding = if rng.Next 2 = 0 then Padding.Valid else Padding.Same

    pool,
    strides,
    padding,
    [ rng.Next 3; ph + rng.Next 3; pw + rng.Next 3; 1 + rng.Next(if rng.Next 4 = 0 then 9 else 2) ]

[<Property>]
let ``agree with differences for the largest of windows`` (seed: Seed) =
    let pool, strides, padding, sizes = drawnPool seed.Rng
    let x = Draws.distinct seed.Rng sizes
    GradientCheck.require seed.Key (fun x -> Tensor.square (Tensor.maxPool2d pool strides padding x[0])) [| x |]

[<Property>]
let ``agree with differences for the sums of windows`` (seed: Seed) =
    let pool, strides, padding, sizes = drawnPool seed.Rng
    let x = Draws.tensor seed.Rng sizes
    GradientCheck.require seed.Key (fun x -> Tensor.square (Tensor.sumPool2d pool strides padding x[0])) [| x |]

[<Property>]
let ``agree with differences for the gradients of poolings`` (seed: Seed) =
    let pool, strides, padding, sizes = drawnPool seed.Rng
    let x = Draws.distinct seed.Rng sizes

    for pooled in [ Tensor.maxPool2d pool strides padding; Tensor.sumPool2d pool strides padding ] do
        let g = Draws.tensor seed.Rng (List.ofSeq (pooled x).Shape)
        let gradient x g = (Differentiate.vjp pooled x |> snd) g
        GradientCheck.require seed.Key (fun g -> Tensor.square (gradient x g[0])) [| g |]

[<Property>]
let ``of sums of windows are those of a convolution with ones`` (seed: Seed) =
    let struct (ph, pw) as pool, strides, padding, sizes = drawnPool seed.Rng
    let x = Draws.tensor seed.Rng sizes
    let channels = sizes[3]
    let ones = Tensor.full x.DType [ ph; pw; 1; channels ] 1.0
    let convolved, back = Differentiate.vjp (Tensor.conv2d strides (struct (1, 1)) padding channels ones) x
    let pooled, backOfPool = Differentiate.vjp (Tensor.sumPool2d pool strides padding) x
    Assert.Equal(convolved, pooled)
    let g = Draws.tensor seed.Rng (List.ofSeq pooled.Shape)
    Assert.Equal(back g, backOfPool g)

[<Fact>]
let ``of the largest go to the first of equal ones`` () =
    let image = Tensor.ofArray [ 1; 2; 2; 1 ] [| 1.0; 1.0; 1.0; 1.0 |]
    let pool = struct (2, 2)
    let g = Differentiate.grad (fun x -> Tensor.sum (Tensor.maxPool2d pool pool Padding.Valid x)) image
    Assert.Equal(Tensor.ofArray [ 1; 2; 2; 1 ] [| 1.0; 0.0; 0.0; 0.0 |], g)

/// The definition, one place after another.
let private byLoops
    (image: Tensor)
    (filter: Tensor)
    (output: Shape)
    struct (sh, sw)
    struct (dh, dw)
    struct (top, left)
    groups
    =
    let perGroup = filter.Shape[3] / groups

    Reference.tabulate output (fun index ->
        let first = index[3] / perGroup * filter.Shape[2]

        Reference.indices [ filter.Shape[0]; filter.Shape[1]; filter.Shape[2] ]
        |> List.sumBy (fun place ->
            let row = index[1] * sh + place[0] * dh - top
            let column = index[2] * sw + place[1] * dw - left

            if row < 0 || column < 0 || row >= image.Shape[1] || column >= image.Shape[2] then
                0.0
            else
                Reference.at image [| index[0]; row; column; first + place[2] |]
                * Reference.at filter [| place[0]; place[1]; place[2]; index[3] |]))

[<Property>]
let ``belong to a convolution that is the sum it is defined as`` (seed: Seed) =
    let rng = seed.Rng
    let groups = rng.Next(1, 3)
    let image = Draws.tensor rng [ 2; 5; 6; 2 * groups ]
    let filter = Draws.tensor rng [ 2; 3; 2; 3 * groups ]
    let strides = struct (rng.Next(1, 3), rng.Next(1, 3))
    let dilation = struct (rng.Next(1, 3), rng.Next(1, 3))
    let struct (top, left) = struct (rng.Next 3, rng.Next 3)
    let padding = Padding.Explicit(struct (top, rng.Next 2), struct (left, rng.Next 2))
    let y = Tensor.conv2d strides dilation padding groups filter image
    Reference.agree 1e-12 (byLoops image filter y.Shape strides dilation struct (top, left) groups) y
