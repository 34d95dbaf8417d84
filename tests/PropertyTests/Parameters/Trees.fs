namespace FuncNet.Tests

open Xunit
open FsCheck
open FsCheck.FSharp
open FuncNet

/// Three trees of one layout, of small whole numbers in float64, in which sums and products are exact; and two numbers.
type Trees = { A: Parameters; B: Parameters; C: Parameters; S: float; T: float }

type TreeDraw =
    static member Trees() : Arbitrary<Trees> =
        let path =
            Gen.elements [ "kernel"; "bias"; "scale"; "block1.kernel"; "block1.bias"; "block2.conv.kernel" ]

        let size = Gen.frequency [ 1, Gen.constant 0; 2, Gen.constant 1; 4, Gen.choose (2, 4) ]

        let shape =
            gen {
                let! rank = Gen.choose (0, 3)
                return! Gen.listOfLength rank size
            }

        let number = Gen.choose (-9, 9) |> Gen.map float

        let leaf (path, sizes) =
            Gen.arrayOfLength (List.fold (*) 1 sizes) number
            |> Gen.map (fun numbers -> path, Tensor.ofArray sizes numbers)

        gen {
            let! paths = Gen.listOf path |> Gen.map List.distinct
            let! shapes = Gen.listOfLength paths.Length shape
            let tree = List.zip paths shapes |> List.map leaf |> Gen.sequenceToList |> Gen.map Parameters.ofSeq
            let! a = tree
            let! b = tree
            let! c = tree
            let! s = number
            let! t = number
            return { A = a; B = b; C = c; S = s; T = t }
        }
        |> Arb.fromGen

/// Comparisons of numbers, up to a relative error.
module Close =

    let numbers tolerance (expected: float) (actual: float) =
        let bound = tolerance * max 1.0 (abs expected)

        Assert.True(
            abs (expected - actual) <= bound || expected.Equals actual,
            $"expected {expected:R}, got {actual:R}"
        )

    let private elements (x: Tensor) = (Tensor.cast DType.Float64 x).ToArray<float>()

    let tensors tolerance (expected: Tensor) (actual: Tensor) =
        Assert.Equal(expected.Spec, actual.Spec)
        Array.iter2 (numbers tolerance) (elements expected) (elements actual)

    let trees tolerance (expected: Parameters) (actual: Parameters) =
        Assert.Equal<string seq>(expected.Paths, actual.Paths)
        Seq.iter2 (fun (_, a) (_, b) -> tensors tolerance a b) (Parameters.toSeq expected) (Parameters.toSeq actual)

    let values tolerance (expected: float seq) (actual: Tensor) =
        Assert.Equal(Seq.length expected, actual.Size)
        Seq.iter2 (numbers tolerance) expected (elements actual)

/// Errors whose messages name what is wrong.
module Thrown =

    /// The action throws this error, and its message has all of the words.
    let by<'Error, 'Result when 'Error :> exn> (words: string list) (action: unit -> 'Result) =
        let error = Assert.Throws<'Error>(fun () -> action () |> ignore)

        for word in words do
            Assert.Contains(word, error.Message)
