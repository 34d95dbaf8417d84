module FuncNet.Tests.SurvivalTests

open System
open Xunit
open Xunit.Sdk
open FuncNet

let private intact = [ [| 1uy .. 100uy |] ]

let private found (parts: string list) (read: byte[] -> unit) =
    let error =
        Assert.ThrowsAny<XunitException>(fun () -> Survival.requireWith 100 Damage.bytes read intact |> ignore)

    parts |> List.iter (fun part -> Assert.Contains(part, error.Message))

let private isIntact (bytes: byte[]) = bytes = intact[0]

[<Fact>]
let ``a reader that throws something else is found, with the seed`` () =
    found [ "seed 0"; "IndexOutOfRangeException" ] (fun bytes ->
        if not (isIntact bytes) then
            raise (IndexOutOfRangeException()))

[<Fact>]
let ``a reader that takes too much memory is found`` () =
    found [ "bytes of memory" ] (fun bytes ->
        if not (isIntact bytes) then
            GC.KeepAlive(Array.zeroCreate<byte>(65 <<< 20)))

[<Fact>]
let ``an error about a file is one line of at most two thousand characters, whatever it quotes`` () =
    Assert.Equal("'x' has 'a b c' in it", (DataException "'x' has 'a\nb\000c' in it").Message)
    Assert.Equal(2_000, (DataException(String('x', 5_000))).Message.Length)
    Assert.EndsWith("x…", (DataException(String('x', 2_001))).Message)
    Assert.Equal(String('x', 2_000), (DataException(String('x', 2_000))).Message)

[<Fact>]
let ``what is read wrong is found`` () =
    found [ "wrong" ] (fun bytes ->
        if not (isIntact bytes) then
            failwith "wrong")

[<Fact>]
let ``the same seed gives the same damage, and different seeds give different ones`` () =
    let damaged seed = Damage.bytes (Random(seed: int)) intact[0]
    Assert.Equal<byte>(damaged 5, damaged 5)
    let all = [ for seed in 0..99 -> Convert.ToHexString(damaged seed) ]
    Assert.InRange((List.distinct all).Length, 95, 100)
