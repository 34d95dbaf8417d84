namespace FuncNet

[<AutoOpen>]
module TensorMovement =

    let private shaping op (x: Tensor) = x.Rearrange op

    [<RequireQualifiedAccess>]
    module Tensor =

        let broadcastTo (shape: int seq) (x: Tensor) =
            let shape = Shape.ofSeq shape
            shaping (Shaping.Broadcast shape) x

        let reshape (shape: int seq) (x: Tensor) =
            let sizes = Seq.toArray shape
            let known = sizes |> Array.filter (fun n -> n <> -1) |> Array.fold (*) 1

            let sizes =
                match sizes |> Array.filter (fun n -> n = -1) |> Array.length with
                | 0 -> sizes
                | 1 when known > 0 && x.Size % known = 0 ->
                    sizes |> Array.map (fun n -> if n = -1 then x.Size / known else n)
                | _ -> Errors.shape "reshape: the shape %O cannot become %A." x.Shape (Seq.toList sizes)

            let shape = Shape sizes
            shaping (Shaping.Reshape shape) x

        let sumTo (shape: int seq) (x: Tensor) =
            let shape = Shape.ofSeq shape

            if not (Shape.tryBroadcast shape x.Shape |> ValueOption.exists x.Shape.Equals) then
                Errors.shape "sumTo: the shape %O is not a repetition of %O." x.Shape shape

            let missing = x.Rank - shape.Rank
            let repeated axis = axis < missing || (shape[axis - missing] = 1 && x.Shape[axis] <> 1)
            x |> Tensor.sumOver (Seq.filter repeated (seq { 0 .. x.Rank - 1 })) |> reshape shape

        let permute (order: int seq) (x: Tensor) =
            shaping (Shaping.Transpose(order |> Seq.map (Shape.axis "permute" x.Shape) |> Seq.toArray)) x

        let transpose (x: Tensor) =
            if x.Rank < 2 then
                Errors.shape "transpose: a matrix was expected; the shape is %O." x.Shape

            permute (Seq.append (seq { 0 .. x.Rank - 3 }) [ x.Rank - 1; x.Rank - 2 ]) x

        let expandAxis axis (x: Tensor) =
            let at = if axis < 0 then axis + x.Rank + 1 else axis

            if at < 0 || at > x.Rank then
                Errors.shape "expandAxis: there is no place %d for an axis in the shape %O." axis x.Shape

            let sizes = x.Shape.ToArray()
            reshape (Array.concat [ sizes[.. at - 1]; [| 1 |]; sizes[at..] ]) x

        let narrow axis start size (x: Tensor) =
            let axis = Shape.axis "narrow" x.Shape axis

            let range i =
                if i = axis then
                    { Start = start; Size = size; Step = 1 }
                else
                    { Start = 0; Size = x.Shape[i]; Step = 1 }

            shaping (Shaping.Slice(Array.init x.Rank range)) x

        let every step axis (x: Tensor) =
            let axis = Shape.axis "every" x.Shape axis

            let step =
                if step >= 1 then
                    step
                else
                    Errors.shape "every: the step must be at least 1; it is %d." step

            let range i =
                if i = axis then
                    { Start = 0; Size = (x.Shape[i] + step - 1) / step; Step = step }
                else
                    { Start = 0; Size = x.Shape[i]; Step = 1 }

            shaping (Shaping.Slice(Array.init x.Rank range)) x

        let pad (zeros: (int * int) seq) (x: Tensor) =
            let range (before, after) = { Before = before; After = after; Interior = 0 }
            shaping (Shaping.Pad(zeros |> Seq.map range |> Seq.toArray)) x

        let reverse (axes: int seq) (x: Tensor) = shaping (Shaping.Reverse(Shape.axes "reverse" x.Shape axes)) x

        let concatenate axis (parts: Tensor seq) =
            let parts = Seq.toArray parts

            if parts.Length = 0 then
                Errors.shape "concatenate: at least one tensor is needed."

            let axis = Shape.axis "concatenate" parts[0].Shape axis

            if parts.Length = 1 then
                parts[0]
            else
                Tensor.Apply(Primitive.Shaping(Shaping.Concatenate axis), parts)

        let stack axis (parts: Tensor seq) = parts |> Seq.map (expandAxis axis) |> concatenate axis

        let split (sizes: int seq) axis (x: Tensor) =
            let axis = Shape.axis "split" x.Shape axis
            let sizes = Seq.toList sizes

            if List.exists (fun size -> size < 0) sizes || List.sum sizes <> x.Shape[axis] then
                Errors.shape
                    "split: the sizes must be at least 0 and add up to the %d places of axis %d; they are %A."
                    x.Shape[axis]
                    axis
                    sizes

            let starts = sizes |> List.scan (+) 0
            List.map2 (fun start size -> narrow axis start size x) starts[.. sizes.Length - 1] sizes

    type Tensor with

        member tensor.GetSlice([<System.ParamArray>] bounds: (obj | null)[]) : Tensor =
            let bound (value: obj | null) = value |> Option.ofObj |> Option.bind unbox<int option>
            let index place = if place < 0 then System.Index(-place, true) else System.Index place

            let range first last =
                match defaultArg (bound first) 0, bound last with
                | start, None -> System.Range.StartAt(index start)
                | start, Some stop when stop >= 0 || stop = start - 1 && start = 0 ->
                    System.Range(index start, System.Index(stop + 1))
                | start, Some stop ->
                    Errors.shape
                        "Slice: the range %d..%d ends before the first place; leave the last bound away for the end."
                        start
                        stop

            let rec slices (bounds: (obj | null) list) =
                match bounds with
                | [] -> []
                | (:? int as place) :: rest -> Slice.At place :: slices rest
                | first :: last :: rest -> Slice.Between(range first last) :: slices rest
                | [ other ] -> invalidArg "bounds" $"{other} is neither a place nor a range."

            tensor.Take(bounds |> List.ofArray |> slices |> List.toArray)
