namespace FuncNet

open System
open System.Collections.Generic

[<Sealed>]
type OnnxValue internal (name: string, dtype: DType, sizes: int voption[] option) =
    member _.Name = name
    member _.DType = dtype

    member _.Rank =
        match sizes with
        | Some sizes -> sizes.Length
        | None -> -1

    member _.Sizes: IReadOnlyList<Nullable<int>> =
        sizes
        |> Option.defaultValue [||]
        |> Array.map (fun size ->
            match size with
            | ValueSome n -> Nullable n
            | ValueNone -> Nullable())
        |> Array.AsReadOnly
        :> _

    member internal _.Known = sizes

    /// The shape of a sample, if every size but the first is known.
    member internal _.Sample: Shape option =
        match sizes with
        | Some sizes when sizes.Length > 0 && sizes |> Seq.tail |> Seq.forall _.IsSome ->
            Some(Shape(sizes |> Array.tail |> Array.map _.Value))
        | _ -> None

    override _.ToString() =
        match sizes with
        | None -> $"{name}: {dtype}"
        | Some sizes ->
            let size (n: int voption) =
                match n with
                | ValueSome n -> string n
                | ValueNone -> "?"

            $"""{name}: {dtype} [{sizes |> Array.map size |> String.concat "; "}]"""
