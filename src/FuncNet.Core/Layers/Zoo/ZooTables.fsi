namespace FuncNet

/// What a Deep Crossing network can be told.
type DeepCrossingOptions = {
    /// The size of the vector that is learned for each category of each field.
    Embedding: int
    /// How many numbers stand beside the categories; 0 if there are categories alone.
    Numbers: int
    /// The hidden width of a residual unit.
    Hidden: int
    /// How many residual units there are.
    Units: int
}

/// Ready models for tables: for clicks, purchases, ratings, wherever features matter in pairs. Fields are categories as int32 indices
/// [batch; fields], index j from 0 to countⱼ − 1; an index out of its range throws ShapeException.
[<AutoOpen>]
module ZooTables =

    [<RequireQualifiedAccess>]
    module DeepCrossing =

        /// Vectors of 8, no numbers, two residual units of 64.
        val defaults: DeepCrossingOptions

    [<RequireQualifiedAccess>]
    module Zoo =

        /// A factorization machine of second order (Rendle 2010): y = b + Σᵢ wᵢxᵢ + Σᵢ<ⱼ ⟨vᵢ, vⱼ⟩ xᵢxⱼ, with a vector vᵢ of k factors for each of n features, so that
        /// pairs that were never seen together have a weight. The pairs are summed in O(k·n): ½ Σ_f [(Σᵢ v_if xᵢ)² − Σᵢ v_if² xᵢ²]. x: [batch; n],
        /// such as one-hot columns; y: [batch; 1], a number or a logit; "bias": [1], "weights": [n; 1], "factors": [n; k], of N(0, 0.1²) as in
        /// libFM; 1 + n + n·k parameters.
        val factorizationMachine: factors: int -> Layer

        /// The same of fields of categories: what it is on their one-hot columns side by side, without the columns. counts: of the
        /// categories of each field. x: int32 [batch; fields]; y: [batch; 1]; "weights1": [count₁; 1], "factors1": [count₁; k], …, n = Σ counts.
        val factorizationMachineOf: counts: int seq -> factors: int -> Layer

        /// A vector for each category of each field, side by side: x: int32 [batch; fields], "table1": [count₁; size], …, of N(0, 0.05²); y: [batch; fields·size].
        val fieldEmbedding: counts: int seq -> size: int -> Layer

        /// So many numbers as they are, for what stands beside categories; samples of another shape throw ShapeException. No parameters.
        val internal numbersBeside: count: int -> Layer

        /// Deep Crossing (Shan and others 2016): a learned vector with ReLU for each category of each field, side by side with the numbers, through
        /// residual units relu (x + W₂·relu (W₁·x + b₁) + b₂), to so many results, which are logits or numbers. Input: int32 [batch; fields]; with numbers, the two signals
        /// (categories, numbers [batch; numbers]). In the paper, fields of fewer than 256 categories go in as one-hot columns; here, each has a vector.
        val deepCrossingWith: options: DeepCrossingOptions -> counts: int seq -> outputs: int -> Layer

        /// Deep Crossing over categories alone, with vectors of 8 and two residual units of 64.
        val deepCrossing: counts: int seq -> outputs: int -> Layer
