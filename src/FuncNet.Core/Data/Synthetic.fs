namespace FuncNet

open System
open FuncNet.Kernels

[<RequireQualifiedAccess>]
module Synthetic =

    let private atLeastOne name what count =
        if count < 1 then
            Errors.data "Synthetic.%s: at least one %s must be asked for; it is %d." name what count

    /// Points with labels 0 … classes − 1, of which `point` knows the place by the class, its share 0 … 1 of the points of
    /// its class, and uniform numbers u and v; with noise, in a random order. Classes differ by at most one point.
    let private points name classes count (noise: float) (key: Key) (point: int -> int -> int -> float * float) =
        atLeastOne name "sample" count
        atLeastOne name "class" classes

        if not (noise >= 0.0 && Double.IsFinite noise) then
            Errors.data "Synthetic.%s: the noise is a standard deviation, 0 or more; it is %g." name noise

        let keys = Key.split 2 key
        let added = (Key.normal DType.Float64 [ count; 2 ] keys[0]).ToArray<float>()
        let inputs, labels = Array.zeroCreate<float32>(2 * count), Array.zeroCreate<int> count

        Key.permutation count keys[1]
        |> Array.iteri (fun at i ->
            let label = i % classes
            let x, y = point label (i / classes) ((count - label + classes - 1) / classes)
            inputs[2 * at] <- float32 (x + noise * added[2 * at])
            inputs[2 * at + 1] <- float32 (y + noise * added[2 * at + 1])
            labels[at] <- label)

        Dataset.ofLabelled
            (Seq.init classes string)
            (Tensor.owning [ count; 2 ] inputs)
            (Tensor.owning [ count ] labels)

    let circlesWith (factor: float) count noise key =
        points "circles" 2 count noise key (fun label i n ->
            let angle = 2.0 * Math.PI * float i / float n
            let radius = if label = 0 then 1.0 else factor
            radius * cos angle, radius * sin angle)

    let circles count noise key = circlesWith 0.8 count noise key

    let moons count noise key =
        points "moons" 2 count noise key (fun label i n ->
            let angle = Math.PI * float i / float (max 1 (n - 1))
            if label = 0 then cos angle, sin angle else 1.0 - cos angle, 0.5 - sin angle)

    let spirals arms count noise key =
        points "spirals" arms count noise key (fun label i n ->
            let t = float (i + 1) / float n
            let angle = 3.0 * Math.PI * t + 2.0 * Math.PI * float label / float arms
            t * cos angle, t * sin angle)

    let blobs classes count noise key =
        points "blobs" classes count noise key (fun label _ _ ->
            let angle = 2.0 * Math.PI * float label / float classes
            cos angle, sin angle)

    let xor count noise key =
        points "xor" 2 count noise key (fun label i _ ->
            let x = if i % 2 = 0 then 1.0 else -1.0
            x, (if label = 0 then x else -x))

    let digits count (key: Key) : Dataset =
        atLeastOne "digits" "sample" count
        let size = Handwriting.side * Handwriting.side
        let inputs, labels = Array.zeroCreate<float32>(Checked.(*) count size), Array.zeroCreate<int> count
        let keys = Key.split 2 key
        let images = keys[0].Tensor.ToArray<int>()

        for ten in 0 .. (count - 1) / 10 do
            let order = Key.permutation 10 (Key.foldIn ten keys[1])
            Array.Copy(order, 0, labels, 10 * ten, min 10 (count - 10 * ten))

        let pen = Handwriting.Pen()
        let image = Array.zeroCreate<int> 2

        for i in 0 .. count - 1 do
            Philox.FoldIn(ReadOnlySpan images, i, Span image)
            Handwriting.draw pen (ReadOnlySpan image) labels[i] (Span(inputs, i * size, size))

        Dataset.ofLabelled
            (Seq.init 10 string)
            (Tensor.owning [ count; Handwriting.side; Handwriting.side; 1 ] inputs)
            (Tensor.owning [ count ] labels)
