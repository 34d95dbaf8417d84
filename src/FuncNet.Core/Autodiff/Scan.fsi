namespace FuncNet

/// Recurrences.
[<AutoOpen>]
module TensorScan =

    [<RequireQualifiedAccess>]
    module Tensor =

        /// A recurrence over the first axis of sequences: (c[t+1], y[t]) = step c[t] x[t], from c[0] = initial. Gives the carried
        /// values at the end, and the results y of all steps, each stacked along a new first axis.
        ///
        /// The step is called once, with tensors that have no numbers, so that it can't branch on numbers; it may read any
        /// other tensor, and gradients flow to those too. Fifty steps or five thousand are one operation on a tape. Its
        /// derivative goes through the steps backwards, and keeps of each what it reads.
        ///
        /// Sequences that are missing or of different lengths, and carried values that change in shape or type, throw ShapeException.
        val scan:
            step: (Tensor[] -> Tensor[] -> Tensor[] * Tensor[]) ->
            initial: Tensor[] ->
            sequences: Tensor[] ->
                Tensor[] * Tensor[]

        /// The recurrence from the last step to the first: (c[t−1], y[t]) = step c[t] x[t]. Results stand at the place of their step.
        val scanBack:
            step: (Tensor[] -> Tensor[] -> Tensor[] * Tensor[]) ->
            initial: Tensor[] ->
            sequences: Tensor[] ->
                Tensor[] * Tensor[]
