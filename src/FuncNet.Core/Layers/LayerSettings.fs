namespace FuncNet

open System
open System.Collections.Generic
open System.Globalization

/// A setting that a layer cannot be made of. Whoever reads the settings says where it stands.
[<Sealed>]
type internal SettingException(name: string, problem: string) =
    inherit FuncNetException($"{name}: {problem}")
    member _.Name = name
    member _.Problem = problem

/// What a layer takes: a name, and what holds where nothing is given.
type internal SettingRule = { Name: string; Default: Setting option }

/// Values that are known by their names in settings, such as initializers.
[<NoEquality; NoComparison>]
type internal KnownValues = { Initializers: Map<string, Initializer>; Augmentations: Map<string, Augmentation> }

/// The settings of one layer, by name: what was given, and else what its rule says. Each member reads one; a setting of another kind than
/// asked for is an error that says where it stands.
[<Sealed>]
type LayerSettings internal (rules: SettingRule list, given: (string * Setting) list, known: KnownValues) =

    let wrong name expected (value: Setting) : 'T =
        raise (SettingException(name, $"{expected} is expected; it is {value}."))

    let find name =
        match given |> List.tryFind (fun (other, _) -> other = name) with
        | Some(_, value) -> value
        | None ->
            match rules |> List.tryFind (fun rule -> rule.Name = name) with
            | Some { Default = Some value } -> value
            | Some { Default = None } -> raise (SettingException(name, "it is missing."))
            | None ->
                let names = rules |> Seq.map _.Name |> String.concat ", "
                raise (SettingException(name, $"there is no such argument; the arguments are: {names}."))

    let wholeOf name (value: Setting) =
        match value with
        | Setting.Whole number -> number
        | Setting.Truth _
        | Setting.Number _
        | Setting.Text _
        | Setting.List _
        | Setting.Call _ -> wrong name "a whole number" value

    let numberOf name (value: Setting) =
        match value with
        | Setting.Whole number -> float number
        | Setting.Number number -> number
        | Setting.Text text ->
            match Double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture) with
            | true, number -> number
            | false, _ -> wrong name "a number" value
        | Setting.Truth _
        | Setting.List _
        | Setting.Call _ -> wrong name "a number" value

    let textOf name (value: Setting) =
        match value with
        | Setting.Text text -> text
        // A word that looks like a number is a text where a text is asked for.
        | Setting.Whole _
        | Setting.Number _
        | Setting.Truth _ -> string value
        | Setting.List _
        | Setting.Call _ -> wrong name "a word" value

    let rec tensorOf name (value: Setting) : Tensor =
        match value with
        | Setting.List [||] -> Tensor.full DType.Float64 [ 0 ] 0.0
        | Setting.List values ->
            match values[0] with
            | Setting.List _ ->
                let parts = values |> Array.map (tensorOf name)

                if parts |> Array.exists (fun part -> part.Shape <> parts[0].Shape) then
                    wrong name "a list of lists of one length" value

                Tensor.stack 0 parts
            | Setting.Truth _
            | Setting.Whole _
            | Setting.Number _
            | Setting.Text _
            | Setting.Call _ -> Tensor.owning [ values.Length ] (values |> Array.map (numberOf name))
        | Setting.Truth _
        | Setting.Whole _
        | Setting.Number _
        | Setting.Text _
        | Setting.Call _ -> Tensor.number DType.Float64 (numberOf name value)

    let initializerOf name (value: Setting) : Initializer =
        let numbers arguments = arguments |> Array.map (numberOf name)

        match value with
        | Setting.Text text ->
            match known.Initializers.TryFind text with
            | Some initializer -> initializer
            | None ->
                let names = [
                    yield! known.Initializers.Keys
                    "constant"
                    "normal"
                    "uniform"
                    "truncatedNormal"
                    "orthogonal"
                ]

                let listed = names |> Seq.sort |> Seq.distinct |> String.concat ", "

                raise (
                    SettingException(
                        name,
                        $"there is no initializer {value}.{Spelling.hint names text} The catalog knows {listed}; LayerCatalog.addInitializer adds one of your own."
                    )
                )
        | Setting.Call(called, arguments) ->
            match called, numbers arguments with
            | "constant", [| value |] -> Initializer.constant value
            | "normal", [| mean; deviation |] -> Initializer.normal mean deviation
            | "uniform", [| low; high |] -> Initializer.uniform low high
            | "truncatedNormal", [| mean; deviation |] -> Initializer.truncatedNormal mean deviation
            | "orthogonal", [| gain |] -> Initializer.orthogonal gain
            | _ ->
                wrong
                    name
                    "constant(value), normal(mean, deviation), uniform(low, high), truncatedNormal(mean, deviation) or orthogonal(gain)"
                    value
        | Setting.Truth _
        | Setting.Whole _
        | Setting.Number _
        | Setting.List _ -> wrong name "an initializer, such as heNormal or normal(0, 0.02)," value

    member internal _.Rules = rules
    member internal _.Known = known
    member internal _.Wrong(name: string, expected: string) : 'T = wrong name expected (find name)

    /// Whether the setting was given, and is not only what holds where nothing is.
    member _.Contains(name: string) = given |> List.exists (fun (other, _) -> other = name)

    /// The setting as it is.
    member _.Item
        with get (name: string): Setting = find name

    /// A whole number.
    member _.Whole(name: string) = find name |> wholeOf name

    /// A number.
    member _.Number(name: string) = find name |> numberOf name

    /// true or false.
    member _.Truth(name: string) =
        match find name with
        | Setting.Truth value -> value
        | Setting.Whole _
        | Setting.Number _
        | Setting.Text _
        | Setting.List _
        | Setting.Call _ as value -> wrong name "true or false" value

    /// A text.
    member _.Text(name: string) = find name |> textOf name

    /// Two whole numbers, such as height and width: 3x5, or 3 for both.
    member _.Pair(name: string) : struct (int * int) =
        match find name with
        | Setting.List [| a; b |] -> struct (wholeOf name a, wholeOf name b)
        | Setting.Whole both -> struct (both, both)
        | Setting.Truth _
        | Setting.Number _
        | Setting.Text _
        | Setting.List _
        | Setting.Call _ as value -> wrong name "a whole number, or two as in 3x5," value

    /// Whole numbers in order, such as 28x28x1.
    member _.Wholes(name: string) : IReadOnlyList<int> =
        match find name with
        | Setting.List values -> Array.AsReadOnly(values |> Array.map (wholeOf name))
        | Setting.Whole value -> Array.AsReadOnly [| value |]
        | Setting.Truth _
        | Setting.Number _
        | Setting.Text _
        | Setting.Call _ as value -> wrong name "whole numbers, such as 28x28x1," value

    /// A number or lists of numbers as a tensor of float64.
    member _.Tensor(name: string) : Tensor = find name |> tensorOf name

    /// One of the initializers that the catalog knows.
    member _.Initializer(name: string) : Initializer = find name |> initializerOf name

    /// One of the initializers that the catalog knows; nothing for none.
    member _.OptionalInitializer(name: string) : Initializer | null =
        match find name with
        | Setting.Text "none" -> null
        | Setting.Truth _
        | Setting.Whole _
        | Setting.Number _
        | Setting.Text _
        | Setting.List _
        | Setting.Call _ as value -> initializerOf name value

    /// One of these cases, by its name.
    member internal _.Case(name: string, cases: (string * 'T) list) : 'T =
        let value = find name
        let text = textOf name value

        match cases |> List.tryFind (fun (known, _) -> known = text) with
        | Some(_, case) -> case
        | None ->
            let names = cases |> List.map fst
            let problem = String.concat ", " names + " are known; it is " + string value + "."
            raise (SettingException(name, problem + Spelling.hint names text))

    /// Whether it is this word.
    member internal _.Is(name: string, word: string) = (find name = Setting.Text word)
