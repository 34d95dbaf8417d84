namespace FuncNet

/// Branches that meet.
[<AutoOpen>]
module JoinLayers =

    [<RequireQualifiedAccess>]
    module Layer =

        /// Several signals that stand side by side as one: (a, b, …) ↦ join (a, b, …), so that fork join [f; g] = fork Join.Tuple [f; g] >=>
        /// join join. For a network of an image and a vector: beside image vector >=> join Join.Concatenate. Shapes that the join
        /// does not take, and a single signal, throw ShapeException.
        val join: join: Join -> Layer
