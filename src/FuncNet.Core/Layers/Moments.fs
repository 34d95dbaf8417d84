namespace FuncNet

/// What preprocessing wants to know of some numbers. At least one number is expected.
module internal Moments =

    let isConstant (values: float[]) = values |> Array.forall (fun x -> x = values[0])

    /// The mean, and the deviation √(Σ (x − μ)² / n); 1 where nothing varies.
    let ofValues (values: float[]) : struct (float * float) =
        if isConstant values then
            struct (values[0], 1.0)
        else
            let mean = Array.average values
            let squares = values |> Array.sumBy (fun x -> (x - mean) * (x - mean))
            let deviation = sqrt (squares / float values.Length)
            // Numbers that differ in their last bits may have no deviation left.
            struct (mean, (if deviation > 0.0 then deviation else 1.0))

    /// The least number, and how far it is from there to the largest; 1 where nothing varies.
    let rangeOf (values: float[]) : struct (float * float) =
        let least, largest = Array.min values, Array.max values
        struct (least, (if largest > least then largest - least else 1.0))

    /// The middle of the ordered numbers, or the mean of the two in the middle.
    let median (values: float[]) =
        let ordered = Array.sort values
        let half = ordered.Length / 2

        if ordered.Length % 2 = 1 then
            ordered[half]
        else
            ordered[half - 1] + (ordered[half] - ordered[half - 1]) / 2.0
