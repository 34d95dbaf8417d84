namespace FuncNet

open System
open System.Collections.Generic

[<RequireQualifiedAccess>]
type Filling =
    | Mean
    | Median
    | Constant of Value: float

[<RequireQualifiedAccess>]
type Scaling =
    | Standardize
    | Range
    | Log
    | AsIs

[<RequireQualifiedAccess>]
type UnknownCategory =
    | None
    | Rare
    | Refused

type NumberRule = {
    Filling: Filling
    MarksMissing: bool
    Scaling: Scaling
} with

    static member Default = { Filling = Filling.Mean; MarksMissing = true; Scaling = Scaling.Standardize }

type CategoryRule = {
    MinimumCount: int
    MaximumCount: int
    Unknown: UnknownCategory
} with

    static member Default = { MinimumCount = 1; MaximumCount = 50; Unknown = UnknownCategory.None }

[<RequireQualifiedAccess>]
type ColumnRule =
    | Number of Rule: NumberRule
    | OneHot of Rule: CategoryRule
    | Index of Rule: CategoryRule * EmbeddingSize: int
    | LeftOut

[<RequireQualifiedAccess>]
type TargetRule =
    | Found
    | Classes of Names: IReadOnlyList<string>
    | Numbers

[<Sealed>]
type Preprocessing
    (
        target: string,
        targetRule: TargetRule,
        numbers: NumberRule,
        categories: CategoryRule,
        rules: Map<string, ColumnRule>
    ) =

    member _.Target = target
    member _.TargetRule = targetRule
    member _.Numbers = numbers
    member _.Categories = categories
    member _.Rules = rules

    override _.ToString() =
        let named =
            rules
            |> Seq.map (fun entry ->
                match entry.Value with
                | ColumnRule.Number _ -> $"{entry.Key}: numbers"
                | ColumnRule.OneHot _ -> $"{entry.Key}: one-hot"
                | ColumnRule.Index _ -> $"{entry.Key}: index"
                | ColumnRule.LeftOut -> $"{entry.Key}: left out")

        String.Join("; ", Seq.append [ $"target {target}" ] named)

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Preprocessing =

    let ofTarget (name: string) =
        Preprocessing(name, TargetRule.Found, NumberRule.Default, CategoryRule.Default, Map.empty)

    let private checkNumbers (rule: NumberRule) =
        match rule.Filling with
        | Filling.Constant value -> Argument.finite "Preprocessing" "what fills in a missing number" value |> ignore
        | Filling.Mean
        | Filling.Median -> ()

        rule

    let private checkCategories (rule: CategoryRule) =
        Argument.atLeast 1 "Preprocessing" "the minimum count of a category" rule.MinimumCount |> ignore
        Argument.atLeast 1 "Preprocessing" "the maximum number of categories" rule.MaximumCount |> ignore
        rule

    let withTarget rule (preprocessing: Preprocessing) =
        match rule with
        | TargetRule.Classes names ->
            match names |> Seq.countBy id |> Seq.tryFind (fun (name, times) -> name = "" || times > 1) with
            | Some(name, _) ->
                Errors.configuration
                    "Preprocessing: classes have names of their own; '%s' is empty or comes twice."
                    name
            | None -> ()
        | TargetRule.Found
        | TargetRule.Numbers -> ()

        Preprocessing(preprocessing.Target, rule, preprocessing.Numbers, preprocessing.Categories, preprocessing.Rules)

    let withNumbers rule (preprocessing: Preprocessing) =
        Preprocessing(
            preprocessing.Target,
            preprocessing.TargetRule,
            checkNumbers rule,
            preprocessing.Categories,
            preprocessing.Rules
        )

    let withCategories rule (preprocessing: Preprocessing) =
        Preprocessing(
            preprocessing.Target,
            preprocessing.TargetRule,
            preprocessing.Numbers,
            checkCategories rule,
            preprocessing.Rules
        )

    let withRule (names: string seq) rule (preprocessing: Preprocessing) =
        match rule with
        | ColumnRule.Number rule -> checkNumbers rule |> ignore
        | ColumnRule.OneHot rule -> checkCategories rule |> ignore
        | ColumnRule.Index(rule, size) ->
            checkCategories rule |> ignore
            Argument.atLeast 0 "Preprocessing" "the size of an embedding" size |> ignore
        | ColumnRule.LeftOut -> ()

        let add (rules: Map<string, ColumnRule>) name =
            if name = preprocessing.Target then
                Errors.configuration
                    "Preprocessing: '%s' is the target; a rule for it is given by its own function."
                    name

            rules.Add(name, rule)

        Preprocessing(
            preprocessing.Target,
            preprocessing.TargetRule,
            preprocessing.Numbers,
            preprocessing.Categories,
            Seq.fold add preprocessing.Rules names
        )

    let without names preprocessing = withRule names ColumnRule.LeftOut preprocessing
