namespace FuncNet

[<RequireQualifiedAccess>]
type Signal<'T> =
    | One of 'T
    | Many of Signal<'T>[]

    override signal.ToString() =
        match signal with
        | One value -> string (box value)
        | Many parts -> "(" + (parts |> Array.map string |> String.concat ", ") + ")"

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Signal =

    let rec map f signal =
        match signal with
        | Signal.One value -> Signal.One(f value)
        | Signal.Many parts -> Signal.Many(Array.map (map f) parts)

    let ofSeq values =
        match Seq.toArray values with
        | [| value |] -> Signal.One value
        | several -> Signal.Many(Array.map Signal.One several)

    let rec values signal =
        match signal with
        | Signal.One value -> [ value ]
        | Signal.Many parts -> parts |> Seq.collect values |> Seq.toList

    let internal fill places (values: 'b seq) =
        let rest = System.Collections.Generic.Queue values
        map (fun _ -> rest.Dequeue()) places

    let internal tensor kind (signal: Signal<Tensor>) =
        match signal with
        | Signal.One tensor -> tensor
        | Signal.Many parts -> Errors.shape "%s takes one input; it was given %d. Join them first." kind parts.Length

    let internal shape kind (signal: Signal<Shape>) =
        match signal with
        | Signal.One shape -> shape
        | Signal.Many parts -> Errors.shape "%s takes one input; it was given %d. Join them first." kind parts.Length
