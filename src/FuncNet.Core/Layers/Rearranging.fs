namespace FuncNet

[<AutoOpen>]
module RearrangingLayers =

    [<RequireQualifiedAccess>]
    module Layer =

        let flatten =
            Atoms.plain "Flatten" [] (fun x -> Shape x.Size) (fun _ x ->
                Tensor.reshape [ x.Shape[0]; x.Size / max 1 x.Shape[0] ] x)

        let reshape (shape: int seq) =
            let sizes = Seq.toArray shape

            let target (x: Shape) =
                let known = sizes |> Array.filter (fun n -> n <> -1) |> Array.fold (*) 1
                let found = sizes |> Array.map (fun n -> if n = -1 && known > 0 then x.Size / known else n)

                if (sizes |> Array.filter ((=) -1)).Length > 1 || Array.fold (*) 1 found <> x.Size then
                    Errors.shape "Reshape: a sample of the shape %O cannot become %A." x (List.ofArray sizes)

                Shape found

            Atoms.plain "Reshape" [ "shape", Setting.wholes sizes ] target (fun _ x ->
                let sample = Shape(x.Shape.ToArray()[1..])
                Tensor.reshape ((target sample).Prepend x.Shape[0]) x)

        let dropout (rate: float) =
            if not (rate >= 0.0 && rate < 1.0) then
                Errors.configuration "Layer.dropout: the rate must be at least 0 and under 1; it is %g." rate

            Atoms.plain "Dropout" [ "rate", Setting.Number rate ] id (fun context x ->
                if context.Training && rate > 0.0 then
                    let kept = Key.bernoulli (1.0 - rate) x.Shape context.Key
                    Tensor.where kept (x / (1.0 - rate)) (Tensor.number x.DType 0.0)
                else
                    x)
