namespace FuncNet

[<RequireQualifiedAccess>]
type internal Library =
    | Own
    | PyTorch
    | Keras

[<NoEquality; NoComparison>]
type WeightMap = internal { Library: Library; Names: (string * string) list; InOrder: bool }

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module WeightMap =

    let private of' library = { Library = library; Names = []; InOrder = false }
    let own = of' Library.Own
    let pyTorch = of' Library.PyTorch
    let keras = of' Library.Keras

    let renaming (pairs: (string * string) seq) (map: WeightMap) =
        let pairs = pairs |> Seq.map (fun (theirs, ours) -> theirs.Replace('/', '.'), ours) |> Seq.toList

        match map.Names @ pairs |> List.countBy snd |> List.tryFind (fun (_, count) -> count > 1) with
        | Some(ours, _) -> Errors.configuration "WeightMap.renaming: \"%s\" is given two names." ours
        | None -> { map with Names = map.Names @ pairs }

    let inOrder (map: WeightMap) = { map with InOrder = true }
