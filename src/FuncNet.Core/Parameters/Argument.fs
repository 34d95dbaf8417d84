namespace FuncNet

open System

/// Numbers that a caller chooses, checked where they come in; each gives its value back.
module internal Argument =

    let private require holds expectation operation name (value: float) =
        if not holds then
            Errors.configuration "%s: %s must be %s; it is %g." operation name expectation value

        value

    let finite operation name value = require (Double.IsFinite value) "a finite number" operation name value

    let positive operation name value =
        require (Double.IsFinite value && value > 0.0) "a finite number over 0" operation name value

    let nonNegative operation name value =
        require (Double.IsFinite value && value >= 0.0) "a finite number of at least 0" operation name value

    /// A decay rate such as ρ or β, in [0, 1).
    let decayRate operation name value =
        require (value >= 0.0 && value < 1.0) "at least 0 and under 1" operation name value

    /// A share of a whole, in [0, 1].
    let share operation name value = require (value >= 0.0 && value <= 1.0) "between 0 and 1" operation name value

    let atLeast least operation name (value: int) =
        if value < least then
            Errors.configuration "%s: %s must be at least %d; it is %d." operation name least value

        value
