namespace FuncNet

/// Sets of images as pipelines.
[<AutoOpen>]
module ImagePipelines =

    [<RequireQualifiedAccess>]
    module Pipeline =

        /// Batches of images in another random order at every epoch; the last may be shorter. Images stay bytes until their batch is asked for, and become
        /// float32 [size; height; width; channels] from 0 to 1, with int32 labels: a quarter of the memory of a data set. A size outside of 1 … n is a DataException.
        val ofImages: size: int -> images: ImageSet -> Pipeline<Batch>
