namespace FuncNet

open System
open System.Globalization

/// A value that a layer was made with: what a file and a text hold of it. Numbers, truth values and texts become settings by themselves in C#.
[<RequireQualifiedAccess>]
type Setting =
    /// true or false.
    | Truth of bool
    /// A whole number, such as 128.
    | Whole of int
    /// A number, such as 0.5.
    | Number of float
    /// A word, such as same, or any text.
    | Text of string
    /// Several in order, such as [0.5, 1] or, for whole numbers, 3x5.
    | List of Setting[]
    /// What a function of the library makes of values, such as normal(0, 0.02).
    | Call of name: string * arguments: Setting[]

    /// A truth value as a setting.
    static member op_Implicit(value: bool) = Setting.Truth value

    /// A whole number as a setting.
    static member op_Implicit(value: int) = Setting.Whole value

    /// A number as a setting.
    static member op_Implicit(value: float) = Setting.Number value

    /// A text as a setting.
    static member op_Implicit(value: string) = Setting.Text value

    /// The setting of a run of characters without spaces, brackets or quotes, as a text has it.
    static member internal OfWord(word: string) =
        let sizes = word.Split('x', '×')
        let whole (text: string) = Int32.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)

        match word, whole word, Double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture) with
        | "true", _, _ -> Setting.Truth true
        | "false", _, _ -> Setting.Truth false
        | _, (true, number), _ -> Setting.Whole number
        | _, _, (true, number) -> Setting.Number number
        | _ when sizes.Length > 1 && sizes |> Array.forall (whole >> fst) ->
            Setting.List(sizes |> Array.map (whole >> snd >> Setting.Whole))
        | _ -> Setting.Text word

    /// Whether a text stands for itself where settings are read.
    static member private IsWord(text: string) =
        text <> ""
        && (Char.IsAsciiLetter text[0] || text[0] = '*' || text[0] = '_')
        && text |> Seq.forall (fun c -> Char.IsAsciiLetterOrDigit c || "_.*-".Contains c)
        && Setting.OfWord text = Setting.Text text

    /// As a text of a network has it: 128, 0.5, same, "a b", 3x5, [0.5, 1], normal(0, 0.02).
    override setting.ToString() =
        let all (values: Setting[]) = values |> Array.map string |> String.concat ", "

        let isWhole value =
            match value with
            | Setting.Whole _ -> true
            | Setting.Truth _
            | Setting.Number _
            | Setting.Text _
            | Setting.List _
            | Setting.Call _ -> false

        match setting with
        | Setting.Truth value -> if value then "true" else "false"
        | Setting.Whole value -> value.ToString CultureInfo.InvariantCulture
        | Setting.Number value -> value.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant()
        | Setting.Text text when Setting.IsWord text -> text
        | Setting.Text text -> "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\""
        | Setting.List values when values.Length > 1 && Array.forall isWhole values ->
            values |> Array.map string |> String.concat "x"
        | Setting.List values -> $"[{all values}]"
        | Setting.Call(name, arguments) -> $"{name}({all arguments})"

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module internal Setting =

    let wholes (values: int seq) = values |> Seq.map Setting.Whole |> Seq.toArray |> Setting.List

    /// Height and width; one number where both are the same.
    let pair (struct (a, b): struct (int * int)) = if a = b then Setting.Whole a else wholes [ a; b ]

    let ofPadding padding =
        match padding with
        | Padding.Valid -> Setting.Text "valid"
        | Padding.Same -> Setting.Text "same"
        | Padding.Explicit(struct (above, below), struct (left, right)) ->
            Setting.Call("explicit", [| above; below; left; right |] |> Array.map Setting.Whole)

    /// The numbers of a tensor, as lists in lists.
    let rec ofTensor (x: Tensor) =
        if x.Rank = 0 then
            Setting.Number((Tensor.cast DType.Float64 x).ToScalar())
        elif x.Rank = 1 then
            (Tensor.cast DType.Float64 x).ToArray<float>() |> Array.map Setting.Number |> Setting.List
        else
            Setting.List(Array.init x.Shape[0] (fun i -> ofTensor x[i]))
