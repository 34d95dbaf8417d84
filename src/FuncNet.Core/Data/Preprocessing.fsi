namespace FuncNet

open System.Collections.Generic

/// What stands in for a missing number.
[<RequireQualifiedAccess>]
type Filling =
    /// The mean of the training part.
    | Mean
    /// The number in the middle of the training part, which outliers do not move.
    | Median
    /// A number of your own.
    | Constant of Value: float

/// How a number x becomes a feature. Every figure is that of the training part; a number that lies outside of it is scaled in the same way.
[<RequireQualifiedAccess>]
type Scaling =
    /// (x − μ)/σ: mean 0 and variance 1.
    | Standardize
    /// (x − min)/(max − min): from 0 to 1.
    | Range
    /// z = ln(1 + x), then (z − μ)/σ: for amounts that spread over powers of ten. A number of −1 or less is an error.
    | Log
    /// x.
    | AsIs

/// What becomes of a category that the training part did not have.
[<RequireQualifiedAccess>]
type UnknownCategory =
    /// It is none of the categories: zeros in every place of a one-hot row, or the index 0.
    | None
    /// It goes with the rare ones, which have a place of their own even if the training part had none.
    | Rare
    /// It is an error that names file, line and column.
    | Refused

/// How numbers become features.
type NumberRule = {
    /// What stands in for a missing number.
    Filling: Filling
    /// Whether a column with missing numbers gets a second feature: 1 where the number was missing, else 0.
    MarksMissing: bool
    /// How a number is brought to the scale of the others.
    Scaling: Scaling
} with

    /// The mean for a missing number, which is marked; standardized.
    static member Default: NumberRule

/// How categories become features. A missing value is a category of its own if the training part has one.
type CategoryRule = {
    /// Categories with fewer rows in the training part are rare: they have one place together.
    MinimumCount: int
    /// How many categories have a place of their own at most; the commonest do, the others are rare.
    MaximumCount: int
    /// What becomes of one that the training part did not have.
    Unknown: UnknownCategory
} with

    /// Every category has its place, the commonest 50 if there are more; an unknown one is none of them.
    static member Default: CategoryRule

/// What becomes of a column.
[<RequireQualifiedAccess>]
type ColumnRule =
    /// Numbers, dates and truth values: one feature, or two where missing ones are marked.
    | Number of Rule: NumberRule
    /// Categories: a feature for each, of which one is 1 and the others are 0.
    | OneHot of Rule: CategoryRule
    /// Categories: an int32 index, which is an input of its own, for an embedding of that many numbers; 0 for min(50, ⌈k/2⌉), k the number of indices.
    /// Index 0 is an unknown category, the others count from 1 on.
    | Index of Rule: CategoryRule * EmbeddingSize: int
    /// Nothing.
    | LeftOut

/// What the target is.
[<RequireQualifiedAccess>]
type TargetRule =
    /// Classes, if the column holds texts, truth values, or nothing but the whole numbers 0 and 1; else numbers.
    | Found
    /// Classes in the order of their labels; empty finds them, in the order of their numbers or, for texts, of their characters.
    | Classes of Names: IReadOnlyList<string>
    /// Numbers, which are standardized, and brought back in predictions.
    | Numbers

/// What is to be done with the columns of a table before a network sees them, said and not yet fitted. Immutable; made with the functions of
/// the module of the same name.
[<Sealed>]
type Preprocessing =
    internal new:
        target: string *
        targetRule: TargetRule *
        numbers: NumberRule *
        categories: CategoryRule *
        rules: Map<string, ColumnRule> ->
            Preprocessing

    /// The column that is to be predicted.
    member Target: string

    /// What the target is.
    member TargetRule: TargetRule

    /// What holds for columns of numbers, dates and truth values without a rule of their own.
    member Numbers: NumberRule

    /// What holds for columns of texts without a rule of their own.
    member Categories: CategoryRule

    member internal Rules: Map<string, ColumnRule>

    /// The target, and the columns with rules of their own.
    override ToString: unit -> string

/// Saying what is to be done with the columns of a table.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Preprocessing =

    /// All columns but the target are inputs: numbers, dates and truth values by NumberRule.Default, texts one-hot by CategoryRule.Default. A
    /// column is left out, and the fitted preprocessing says why, if every value is missing or the same, or if it holds more than 50 texts
    /// that differ in more than half of the rows, such as names.
    val ofTarget: name: string -> Preprocessing

    /// What the target is, where it is not to be found.
    val withTarget: rule: TargetRule -> preprocessing: Preprocessing -> Preprocessing

    /// A rule for columns of numbers, dates and truth values without a rule of their own.
    val withNumbers: rule: NumberRule -> preprocessing: Preprocessing -> Preprocessing

    /// A rule for columns of texts without a rule of their own. A count under 1 throws ConfigurationException.
    val withCategories: rule: CategoryRule -> preprocessing: Preprocessing -> Preprocessing

    /// A rule for some columns. One for the target, and settings out of range, throw ConfigurationException.
    val withRule: names: string seq -> rule: ColumnRule -> preprocessing: Preprocessing -> Preprocessing

    /// Some columns are no inputs.
    val without: names: string seq -> preprocessing: Preprocessing -> Preprocessing
