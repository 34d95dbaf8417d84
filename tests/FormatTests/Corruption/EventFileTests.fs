module FuncNet.Tests.EventFileCorruption

open System
open System.IO
open Xunit
open FuncNet

let private event step entry : TensorBoardEvent = {
    Time = DateTimeOffset.UnixEpoch.AddSeconds 1.5e9
    Step = step
    Entry = entry
}

let private intact =
    let network = Network.build (Key.ofSeed 1UL) [ 4 ] (Layer.residual (Layer.dense 4) >=> Layer.relu)

    let events = [
        event 0L (TensorBoardEntry.Graph(TensorBoard.graph network))
        event 1L (TensorBoardEntry.Scalar("loss", 0.25))
        event 2L (TensorBoardEntry.Histogram("w", TensorBoard.histogram (Tensor.vector [ -1.0; 2.0; 2.0 ])))
        event 3L (TensorBoardEntry.Picture("image", Image.Of(2, 1, 1, ReadOnlySpan [| 0uy; 255uy |])))
        event 4L (TensorBoardEntry.Text("notes", "a text"))
        event 5L TensorBoardEntry.Begin
    ]

    DataFiles.withFolder (fun folder ->
        let path = Path.Combine(folder, "events")
        TensorBoard.write path events
        File.ReadAllBytes path)

/// Damages a message, whose record is whole.
let private damageMessage (random: Random) (intact: byte[]) =
    let messages = [ for struct (_, content) in RecordFile.read "intact" (new MemoryStream(intact)) -> content ]
    let chosen = random.Next messages.Length

    messages
    |> List.mapi (fun place content -> if place = chosen then Damage.bytes random content else content)
    |> List.map RecordFile.frame
    |> Array.concat

[<Fact>]
let ``ten thousand damaged event files are each read or refused`` () =
    let read (bytes: byte[]) =
        for event in TensorBoard.readStream "x" (new MemoryStream(bytes)) do
            match event.Entry with
            | TensorBoardEntry.Histogram(_, spread) -> Assert.Equal(spread.Limits.Count, spread.Counts.Count)
            | TensorBoardEntry.Picture(_, image) ->
                Assert.Equal(image.Height * image.Width * image.Channels, image.Pixels.Length)
            | TensorBoardEntry.Graph nodes -> Assert.InRange(nodes.Count, 0, bytes.Length)
            | TensorBoardEntry.Scalar _
            | TensorBoardEntry.Text _
            | TensorBoardEntry.Begin
            | TensorBoardEntry.Other _ -> ()

    let outcome =
        Survival.require (Damage.either [ Damage.bytes; damageMessage; damageMessage ]) read [ intact ]

    Assert.True(outcome.Read > 500, $"{outcome}")
