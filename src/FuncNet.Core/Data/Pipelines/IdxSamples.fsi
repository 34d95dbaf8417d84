namespace FuncNet

/// IDX files that are larger than the memory.
[<AutoOpen>]
module IdxSamples =

    [<RequireQualifiedAccess>]
    module Idx =

        /// Images and their labels one by one, while the files are read: float32 [height; width; 1], bytes divided by 255, and the class. One row
        /// of each file is in memory. The headers are read at once; what is wrong with a file is a DataException that names it.
        val samples: imagesPath: string -> labelsPath: string -> Pipeline<Sample>
