namespace FuncNet

open System
open System.Collections.Generic

/// Numbers as the training part had them: a missing one is filled, then (x − center)/scale, of ln(1 + x) where the rule says so.
type internal FittedNumbers = {
    Rule: NumberRule
    Fill: float
    Center: float
    Scale: float
    /// False where nothing varies: then there is a mark at most.
    HasValue: bool
    HasMark: bool
}

/// Categories as the training part had them; "" is a missing value.
type internal FittedCategories = {
    Rule: CategoryRule
    /// Those with a place of their own, in order.
    Kept: string[]
    /// Those that are rare.
    Rare: string[]
} with

    /// Rare ones have a place behind the others.
    member categories.HasRare = categories.Rare.Length > 0 || categories.Rule.Unknown = UnknownCategory.Rare

    member categories.Places = categories.Kept.Length + (if categories.HasRare then 1 else 0)

[<RequireQualifiedAccess>]
type internal FittedKind =
    | Numbers of FittedNumbers
    | OneHot of FittedCategories
    | Index of FittedCategories * size: int
    | LeftOut of reason: string

type internal FittedColumn = { Name: string; Type: ColumnType; Kind: FittedKind }

[<RequireQualifiedAccess>]
type internal FittedTarget =
    | Classes of columnType: ColumnType * names: string[]
    | Numbers of columnType: ColumnType * center: float * scale: float

module internal FittedColumn =

    let private transformed (rule: NumberRule) (place: unit -> string) name (x: float) =
        match rule.Scaling with
        | Scaling.Log when x <= -1.0 ->
            Errors.data
                "%s: %g in column '%s' is out of range: its rule takes ln(1 + x), for numbers over −1."
                (place ())
                x
                name
        | Scaling.Log -> Math.Log(1.0 + x)
        | Scaling.Standardize
        | Scaling.Range
        | Scaling.AsIs -> x

    let private numbersOf operation (table: Table) (column: Column) =
        match column.Fields with
        | Fields.Numbers numbers -> numbers
        | Fields.Texts texts ->
            let row = texts |> Array.findIndex ((<>) "")

            Errors.data
                "%s: '%s' in column '%s' is a text; %s takes numbers. Give it a rule for categories, or read the column as numbers."
                (table.Place row)
                texts[row]
                column.Name
                operation

    let private fitNumbers (table: Table) (column: Column) (rule: NumberRule) =
        let present =
            numbersOf "its rule" table column
            |> Array.indexed
            |> Array.filter (fun (_, x) -> not (Double.IsNaN x))

        let values = present |> Array.map snd

        let scaled =
            present |> Array.map (fun (row, x) -> transformed rule (fun () -> table.Place row) column.Name x)

        let struct (center, scale) =
            match rule.Scaling with
            | Scaling.Standardize
            | Scaling.Log -> Moments.ofValues scaled
            | Scaling.Range -> Moments.rangeOf scaled
            | Scaling.AsIs -> struct (0.0, 1.0)

        let fitted = {
            Rule = rule
            Fill =
                match rule.Filling with
                | Filling.Mean -> Array.average values
                | Filling.Median -> Moments.median values
                | Filling.Constant value -> value
            Center = center
            Scale = scale
            HasValue = not (Moments.isConstant values)
            HasMark = rule.MarksMissing && column.MissingCount > 0
        }

        // What is filled in is scaled like a number that stands there.
        transformed rule (fun () -> "The preprocessing") column.Name fitted.Fill |> ignore

        if fitted.HasValue || fitted.HasMark then
            FittedKind.Numbers fitted
        else
            FittedKind.LeftOut "the same in every row"

    let private orderOf (column: Column) (a: string) (b: string) =
        let number (text: string) = if text = "" then infinity else float text

        match column.Type with
        | ColumnType.Number
        | ColumnType.Whole -> compare (number a) (number b)
        | ColumnType.Truth
        | ColumnType.Date
        | ColumnType.Text -> String.CompareOrdinal(a, b)

    let private fitCategories (column: Column) (rule: CategoryRule) =
        let counts = column.ToTexts() |> Array.countBy id
        let order (a, m) (b, n) = if m <> n then compare n m else orderOf column a b

        let kept, rare =
            counts
            |> Array.sortWith order
            |> Array.indexed
            |> Array.partition (fun (rank, (_, count)) -> count >= rule.MinimumCount && rank < rule.MaximumCount)

        let names = Array.map (fun (_, (name, _)) -> name) >> Array.sortWith (orderOf column)
        { Rule = rule; Kept = names kept; Rare = names rare }

    /// Texts that differ in more rows than not, such as names, say nothing about others.
    let private isLikeNames (column: Column) =
        let distinct = column.ToTexts() |> Array.distinct |> Array.length
        distinct > CategoryRule.Default.MaximumCount && distinct > column.Count / 2

    let fit (plan: Preprocessing) (table: Table) (column: Column) : FittedColumn =
        let oneValue () = column.ToTexts() |> Array.forall ((=) (column.Text 0))

        let categories asKind rule =
            if oneValue () then
                FittedKind.LeftOut "the same in every row"
            else
                asKind (fitCategories column rule)

        let indexSize size (fitted: FittedCategories) = if size > 0 then size else min 50 ((fitted.Places + 2) / 2)

        let kind =
            match plan.Rules.TryFind column.Name, column.Type with
            | Some ColumnRule.LeftOut, _ -> FittedKind.LeftOut "by its rule"
            | _ when column.MissingCount = column.Count -> FittedKind.LeftOut "missing in every row"
            | Some(ColumnRule.Number rule), _ -> fitNumbers table column rule
            | Some(ColumnRule.OneHot rule), _ -> categories FittedKind.OneHot rule
            | Some(ColumnRule.Index(rule, size)), _ ->
                categories (fun fitted -> FittedKind.Index(fitted, indexSize size fitted)) rule
            | None, (ColumnType.Number | ColumnType.Whole | ColumnType.Truth | ColumnType.Date) ->
                fitNumbers table column plan.Numbers
            | None, ColumnType.Text ->
                if isLikeNames column then
                    FittedKind.LeftOut "a text of its own in most rows"
                else
                    categories FittedKind.OneHot plan.Categories

        { Name = column.Name; Type = column.Type; Kind = kind }

    let private shownCategory name = if name = "" then "(missing)" else name

    /// The names of the features in the matrix of inputs.
    let featureNames (column: FittedColumn) : string[] =
        match column.Kind with
        | FittedKind.Numbers numbers -> [|
            if numbers.HasValue then
                column.Name

            if numbers.HasMark then
                $"{column.Name} (missing)"
          |]
        | FittedKind.OneHot categories -> [|
            for name in categories.Kept do
                $"{column.Name}={shownCategory name}"

            if categories.HasRare then
                $"{column.Name}=(rare)"
          |]
        | FittedKind.Index _
        | FittedKind.LeftOut _ -> [||]

    /// The place of the category in each row; −1 for one that is none of them.
    let private placesOf (table: Table) (column: Column) (categories: FittedCategories) =
        let places = Dictionary<string, int>()
        categories.Kept |> Array.iteri (fun place name -> places[name] <- place)

        for name in categories.Rare do
            places[name] <- categories.Kept.Length

        column.ToTexts()
        |> Array.mapi (fun row name ->
            match places.TryGetValue name with
            | true, place -> place
            | false, _ ->
                match categories.Rule.Unknown with
                | UnknownCategory.None -> -1
                | UnknownCategory.Rare -> categories.Kept.Length
                | UnknownCategory.Refused ->
                    let known = String.Join(", ", categories.Kept |> Seq.truncate 10 |> Seq.map shownCategory)
                    let more = if categories.Kept.Length > 10 then ", …" else ""

                    Errors.data
                        "%s: '%s' in column '%s' is a category that the training part did not have; there are %s%s."
                        (table.Place row)
                        (shownCategory name)
                        column.Name
                        known
                        more)

    let private checkType (table: Table) (column: Column) (fitted: FittedColumn) =
        match fitted.Type, column.Type with
        | ColumnType.Date, (ColumnType.Number | ColumnType.Whole | ColumnType.Truth)
        | (ColumnType.Number | ColumnType.Whole | ColumnType.Truth), ColumnType.Date when
            column.MissingCount < column.Count
            ->
            Errors.data
                "%s: the column '%s' holds %s; the preprocessing was fitted to %s."
                (if table.Source = "" then "The table" else $"'{table.Source}'")
                column.Name
                (Column.plural column.Type)
                (Column.plural fitted.Type)
        | _, (ColumnType.Number | ColumnType.Whole | ColumnType.Truth | ColumnType.Date | ColumnType.Text) -> ()

    /// Numbers of a column that must hold numbers; one with nothing but missing fields does, too.
    let private presentNumbers operation (table: Table) (column: Column) =
        if column.MissingCount = column.Count then
            Array.create column.Count nan
        else
            numbersOf operation table column

    /// Writes the features of a column into rows of so many, from a place on.
    let write (table: Table) (features: float32[]) width first (fitted: FittedColumn) =
        let column = table[fitted.Name]

        match fitted.Kind with
        | FittedKind.Numbers numbers ->
            checkType table column fitted
            let values = presentNumbers "the preprocessing" table column

            for row in 0 .. table.Count - 1 do
                let isMissing = Double.IsNaN values[row]
                let mutable place = row * width + first

                if numbers.HasValue then
                    let x = if isMissing then numbers.Fill else values[row]
                    let z = transformed numbers.Rule (fun () -> table.Place row) column.Name x
                    features[place] <- float32 ((z - numbers.Center) / numbers.Scale)

                    if not (Single.IsFinite features[place]) then
                        Errors.data "%s: %g in column '%s' is too large." (table.Place row) x column.Name

                    place <- place + 1

                if numbers.HasMark && isMissing then
                    features[place] <- 1.0f
        | FittedKind.OneHot categories ->
            placesOf table column categories
            |> Array.iteri (fun row place ->
                if place >= 0 then
                    features[row * width + first + place] <- 1.0f)
        | FittedKind.Index _
        | FittedKind.LeftOut _ -> ()

    /// The index of each row, if the column has one.
    let indices (table: Table) (fitted: FittedColumn) : Tensor option =
        match fitted.Kind with
        | FittedKind.Index(categories, _) ->
            let places = placesOf table table[fitted.Name] categories
            Some(Tensor.owning [ table.Count ] (places |> Array.map (fun place -> place + 1)))
        | FittedKind.Numbers _
        | FittedKind.OneHot _
        | FittedKind.LeftOut _ -> None
