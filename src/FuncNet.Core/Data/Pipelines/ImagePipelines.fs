namespace FuncNet

[<AutoOpen>]
module ImagePipelines =

    [<RequireQualifiedAccess>]
    module Pipeline =

        let ofImages (size: int) (images: ImageSet) =
            if size < 1 || size > images.Count then
                Errors.data
                    "Pipeline.ofImages: the batch size is 1 … %d, the number of images; it is %d."
                    images.Count
                    size

            Pipeline(
                Extent.Finite((images.Count + size - 1) / size),
                true,
                fun walk from ->
                    Seq.delay (fun () ->
                        let places = Key.permutation images.Count (Walk.key walk)
                        ImageSet.batchesOf places[min images.Count (from * size) ..] size images)
                    |> Walk.watch walk
            )
