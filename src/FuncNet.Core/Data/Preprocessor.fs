namespace FuncNet

open System
open System.Collections.Generic

type PreparedColumn = { Column: string; How: string; Features: IReadOnlyList<string> }

module private Telling =

    let unknown (categories: FittedCategories) =
        match categories.Rule.Unknown with
        | UnknownCategory.None -> "unknown ones none of them"
        | UnknownCategory.Rare -> "unknown ones with the rare"
        | UnknownCategory.Refused -> "unknown ones refused"

    let categories (fitted: FittedCategories) =
        let rare = if fitted.Rare.Length > 0 then $", {fitted.Rare.Length} rare" else ""
        $"{fitted.Kept.Length} categories{rare}, {unknown fitted}"

    let scaling (numbers: FittedNumbers) =
        let center, scale = TextTable.number numbers.Center, TextTable.number numbers.Scale

        match numbers.Rule.Scaling with
        | Scaling.Standardize
        | Scaling.Range -> $"(x − {center})/{scale}"
        | Scaling.Log -> $"(ln(1 + x) − {center})/{scale}"
        | Scaling.AsIs -> "x"

    let how (column: FittedColumn) =
        match column.Kind with
        | FittedKind.Numbers numbers when numbers.HasValue ->
            $"{scaling numbers}, missing ones {TextTable.number numbers.Fill}"
        | FittedKind.Numbers _ -> "whether it is missing; the same in every row otherwise"
        | FittedKind.OneHot fitted -> $"one-hot: {categories fitted}"
        | FittedKind.Index(fitted, size) -> $"index: {categories fitted}; embedding of {size}"
        | FittedKind.LeftOut reason -> $"left out: {reason}"

    let column (column: FittedColumn) : PreparedColumn = {
        Column = column.Name
        How = how column
        Features = Array.AsReadOnly(FittedColumn.featureNames column)
    }

[<Sealed>]
type Preprocessor(target: string, fittedTarget: FittedTarget, columns: FittedColumn[]) =

    let features = columns |> Array.collect FittedColumn.featureNames
    let prepared = columns |> Array.map Telling.column

    let targetHow =
        match fittedTarget with
        | FittedTarget.Classes(_, names) -> $"target: {names.Length} classes", String.Join(", ", names)
        | FittedTarget.Numbers(_, center, scale) ->
            $"target: (y − {TextTable.number center})/{TextTable.number scale}", ""

    member _.FittedTarget = fittedTarget
    member _.Fitted = columns
    member _.Target = target

    member _.ClassNames: IReadOnlyList<string> =
        match fittedTarget with
        | FittedTarget.Classes(_, names) -> Array.AsReadOnly names
        | FittedTarget.Numbers _ -> Array.AsReadOnly [||]

    member _.Columns: IReadOnlyList<PreparedColumn> = Array.AsReadOnly prepared

    member _.ColumnNames: IReadOnlyList<string> =
        columns
        |> Array.filter (fun column -> not column.Kind.IsLeftOut)
        |> Array.map _.Name
        |> Array.AsReadOnly
        :> _

    member _.FeatureNames: IReadOnlyList<string> = Array.AsReadOnly features

    member _.Indices: IReadOnlyList<KeyValuePair<string, int>> =
        columns
        |> Array.choose (fun column ->
            match column.Kind with
            | FittedKind.Index(categories, _) -> Some(KeyValuePair(column.Name, categories.Places + 1))
            | FittedKind.Numbers _
            | FittedKind.OneHot _
            | FittedKind.LeftOut _ -> None)
        |> Array.AsReadOnly
        :> _

    member _.OutputCount =
        match fittedTarget with
        | FittedTarget.Classes(_, names) -> names.Length
        | FittedTarget.Numbers _ -> 1

    member _.State =
        let number (value: float) = Tensor.number DType.Float64 value

        Parameters.ofSeq [
            for column in columns do
                match column.Kind with
                | FittedKind.Numbers numbers ->
                    $"{column.Name}.fill", number numbers.Fill
                    $"{column.Name}.center", number numbers.Center
                    $"{column.Name}.scale", number numbers.Scale
                | FittedKind.OneHot _
                | FittedKind.Index _
                | FittedKind.LeftOut _ -> ()

            match fittedTarget with
            | FittedTarget.Numbers(_, center, scale) ->
                $"{target}.center", number center
                $"{target}.scale", number scale
            | FittedTarget.Classes _ -> ()
        ]

    override _.ToString() =
        let left = TextTable.Side.Left
        let short (names: string seq) = TextTable.short 60 (String.Join(", ", names))

        let rows = [
            for column in prepared do
                yield [ TextTable.short 24 column.Column; column.How; short column.Features ]
            yield [ TextTable.short 24 target; fst targetHow; TextTable.short 60 (snd targetHow) ]
        ]

        let table = TextTable.render [ "column", left; "how", left; "features", left ] rows
        $"{table}\n{features.Length} features"

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Preprocessor =

    let fit (preprocessing: Preprocessing) (table: Table) : Preprocessor =
        if table.Count = 0 then
            Errors.data "The preprocessing has no row to be fitted to; the table is empty."

        for entry in preprocessing.Rules do
            table[entry.Key] |> ignore

        let target = table[preprocessing.Target]
        let fittedTarget = FittedTarget.fit preprocessing.TargetRule table target
        // Classes that were given are those of every row.
        FittedTarget.values table target fittedTarget |> ignore

        let columns =
            table.Parts
            |> Array.filter (fun column -> column.Name <> preprocessing.Target)
            |> Array.map (FittedColumn.fit preprocessing table)

        if columns |> Array.forall _.Kind.IsLeftOut then
            let reasons = columns |> Array.map (fun column -> $"{column.Name} ({(Telling.how column)})")

            Errors.data
                "No column is left as an input beside the target '%s': %s."
                preprocessing.Target
                (if reasons.Length = 0 then "there is no other" else String.Join(", ", reasons))

        Preprocessor(preprocessing.Target, fittedTarget, columns)

    let inputs (table: Table) (preprocessor: Preprocessor) : Signal<Tensor> =
        for column in preprocessor.ColumnNames do
            table[column] |> ignore

        if table.Count = 0 then
            Errors.data "The table has no rows; there is nothing to prepare."

        let width = preprocessor.FeatureNames.Count
        let features = Array.zeroCreate<float32>(Checked.(*) table.Count width)

        let write first (column: FittedColumn) =
            FittedColumn.write table features width first column
            first + (FittedColumn.featureNames column).Length

        // A column that is left out need not be there.
        let used = preprocessor.Fitted |> Array.filter (fun column -> not column.Kind.IsLeftOut)
        used |> Array.fold write 0 |> ignore

        Signal.ofSeq [
            if width > 0 then
                Tensor.owning [ table.Count; width ] features

            yield! used |> Seq.choose (FittedColumn.indices table)
        ]

    let targets (table: Table) (preprocessor: Preprocessor) =
        FittedTarget.values table table[preprocessor.Target] preprocessor.FittedTarget

    let apply (table: Table) (preprocessor: Preprocessor) : Dataset =
        let inputs = inputs table preprocessor
        let targets = targets table preprocessor

        let tensor =
            match preprocessor.FittedTarget with
            | FittedTarget.Classes _ -> Tensor.owning [ table.Count ] (targets |> Array.map int)
            | FittedTarget.Numbers(_, center, scale) ->
                Tensor.owning [ table.Count; 1 ] (targets |> Array.map (fun y -> float32 ((y - center) / scale)))

        let targets, names = Signal.One tensor, preprocessor.ClassNames
        Dataset(inputs, targets, None, names, DataCheck.classCount inputs targets names)

    let inputShape (preprocessor: Preprocessor) =
        Signal.ofSeq [
            if preprocessor.FeatureNames.Count > 0 then
                Shape preprocessor.FeatureNames.Count

            for _ in preprocessor.Indices do
                Shape [||]
        ]

    let inputLayer (preprocessor: Preprocessor) =
        let embeddings =
            preprocessor.Fitted
            |> Array.choose (fun column ->
                match column.Kind with
                | FittedKind.Index(categories, size) -> Some(Layer.embedding (categories.Places + 1) size)
                | FittedKind.Numbers _
                | FittedKind.OneHot _
                | FittedKind.LeftOut _ -> None)

        match List.ofArray embeddings, preprocessor.FeatureNames.Count > 0 with
        | [], _ -> Layer.identity
        | [ embedding ], false -> embedding
        | embeddings, hasFeatures ->
            Layer.besideMany [
                if hasFeatures then
                    Layer.identity

                yield! embeddings
            ]
            >=> Layer.join Join.Concatenate

    let layer (body: Layer) (preprocessor: Preprocessor) =
        inputLayer preprocessor >=> body >=> Layer.named "output" (Layer.dense preprocessor.OutputCount)

    let loss (preprocessor: Preprocessor) =
        match preprocessor.FittedTarget with
        | FittedTarget.Classes _ -> Loss.softmaxCrossEntropy
        | FittedTarget.Numbers _ -> Loss.meanSquaredError
