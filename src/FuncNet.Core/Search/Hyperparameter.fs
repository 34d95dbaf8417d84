namespace FuncNet

open System
open System.Collections.Generic
open System.Globalization

type Hyperparameter
    internal
    (name: string, range: string, draw: Key -> (obj | null), grid: int -> (obj | null)[], show: (obj | null) -> string)
    =

    do
        if String.IsNullOrWhiteSpace name then
            Errors.configuration "Hyperparameter: a name is needed; it is empty."

    member _.Name = name
    member internal _.Draw = draw
    member internal _.Grid = grid
    member internal _.Show = show
    override _.ToString() = $"{name} in {range}"

[<Sealed>]
type Hyperparameter<'T> internal (name: string, range: string, draw: Key -> 'T, grid: int -> 'T[], show: 'T -> string) =
    inherit Hyperparameter(name, range, draw >> box, grid >> Array.map box, unbox<'T> >> show)

[<Sealed>]
type HyperparameterValues internal (entries: (Hyperparameter * (obj | null))[]) =

    let texts = [| for parameter, value in entries -> KeyValuePair(parameter.Name, parameter.Show value) |]
    let named = [| for parameter, value in entries -> struct (parameter.Name, value) |]

    member private _.Named = named

    member _.Get(hyperparameter: Hyperparameter<'T>) : 'T =
        match entries |> Array.tryFind (fun (other, _) -> obj.ReferenceEquals(other, hyperparameter)) with
        | Some(_, value) -> unbox<'T> value
        | None ->
            Errors.configuration
                "The search does not know this hyperparameter %s; it has: %s. Give it the same value, not another of that name."
                hyperparameter.Name
                (String.Join(", ", named |> Array.map (fun struct (name, _) -> name)))

    member _.Texts: IReadOnlyList<KeyValuePair<string, string>> = Array.AsReadOnly texts

    override _.Equals(other) =
        match other with
        | :? HyperparameterValues as other -> named = other.Named
        | _ -> false

    override _.GetHashCode() = hash named

    override _.ToString() = texts |> Array.map (fun (KeyValue(name, value)) -> $"{name} {value}") |> String.concat ", "

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Hyperparameter =

    let private text (x: float) = x.ToString("G4", CultureInfo.InvariantCulture)

    /// On [0, 1).
    let private share key = (Key.uniform DType.Float64 [] key).ToScalar()

    /// 0, …, 1 at equal distances; ½ if there is only one.
    let private shares points =
        if points = 1 then
            [| 0.5 |]
        else
            Array.init points (fun i -> float i / float (points - 1))

    let private requireOrder operation name low high isInOrder =
        if not isInOrder then
            Errors.configuration
                "Hyperparameter.%s: '%s' goes from a lower bound to a higher one; they are %s and %s."
                operation
                name
                low
                high

    let private requireOver operation name (least: float) (low: float) =
        if low < least || low = 0.0 then
            Errors.configuration
                "Hyperparameter.%s: '%s' has a logarithm, so its lower bound is over 0; it is %s."
                operation
                name
                (text low)

    /// A number that follows from a share of the way between two bounds.
    let private between name (low: float) (high: float) (at: float -> float) =
        let at share = at share |> max low |> min high
        Hyperparameter<float>(name, $"{text low} … {text high}", share >> at, shares >> Array.map at, text)

    let private requireFloats operation name low high =
        requireOrder operation name (text low) (text high) (Double.IsFinite low && Double.IsFinite high && low < high)

    let uniform name (low: float) (high: float) =
        requireFloats "uniform" name low high
        between name low high (fun share -> low + share * (high - low))

    let logUniform name (low: float) (high: float) =
        requireFloats "logUniform" name low high
        requireOver "logUniform" name 0.0 low
        between name low high (fun share -> exp (log low + share * (log high - log low)))

    let private wholeBetween operation name (low: int) (high: int) (draw: Key -> int) (at: float -> float) =
        requireOrder operation name (string low) (string high) (low < high)

        let grid points =
            if points > high - low then
                [| low..high |]
            else
                shares points |> Array.map (at >> round >> int) |> Array.distinct

        Hyperparameter<int>(name, $"{low} … {high}", draw, grid, string)

    let whole name (low: int) (high: int) =
        wholeBetween "whole" name low high (fun key -> low + (Key.integers (high - low + 1) 1 key)[0]) (fun share ->
            float low + share * float (high - low))

    let logWhole name (low: int) (high: int) =
        requireOver "logWhole" name 1.0 (float low)
        // Half a number beyond the bounds, so that these are as likely as their neighbours.
        let first, last = log (float low - 0.5), log (float high + 0.5)
        let drawn key = exp (first + share key * (last - first)) |> round |> int |> max low |> min high
        let ratio share = exp (log (float low) + share * (log (float high) - log (float low)))
        wholeBetween "logWhole" name low high drawn ratio

    let choice name (options: (string * 'T) seq) =
        let options = Seq.toArray options
        let labels = options |> Array.map fst

        if options.Length = 0 then
            Errors.configuration "Hyperparameter.choice: '%s' has nothing to choose from." name

        match labels |> Array.countBy id |> Array.tryFind (fun (_, count) -> count > 1) with
        | Some(label, _) -> Errors.configuration "Hyperparameter.choice: '%s' offers \"%s\" twice." name label
        | None -> ()

        let range = String.Join(", ", labels)

        Hyperparameter<'T>(
            name,
            $"{{{range}}}",
            (fun key -> snd options[(Key.integers options.Length 1 key)[0]]),
            (fun _ -> Array.map snd options),
            (fun value ->
                options
                |> Array.tryFind (fun (_, option) ->
                    obj.ReferenceEquals(option, value) || Object.Equals(box option, box value))
                |> Option.map fst
                |> Option.defaultValue "")
        )

    let among name (options: 'T seq) =
        options
        |> Seq.map (fun option -> String.Format(CultureInfo.InvariantCulture, "{0}", option), option)
        |> choice name

    let draw (space: Hyperparameter[]) (key: Key) =
        space
        |> Array.mapi (fun place parameter -> parameter, parameter.Draw(Key.foldIn place key))
        |> HyperparameterValues

    let product points (space: Hyperparameter[]) =
        let rec combinations (left: Hyperparameter list) =
            match left with
            | [] -> [ [] ]
            | parameter :: others ->
                let tails = combinations others

                [
                    for value in parameter.Grid points do
                        for tail in tails -> (parameter, value) :: tail
                ]

        combinations (List.ofArray space) |> List.map (Array.ofList >> HyperparameterValues) |> Array.ofList
