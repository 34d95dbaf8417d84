namespace FuncNet

open System.Diagnostics.CodeAnalysis
open FSharp.Reflection

[<AutoOpen>]
module ParametersAsRecords =

    let private isList (t: System.Type) = t.IsGenericType && t.GetGenericTypeDefinition() = typedefof<_ list>

    let private items (value: obj) = Seq.cast<obj>(value :?> System.Collections.IEnumerable)

    let private unsupported (t: System.Type) path =
        Errors.configuration
            "Parameters.ofTree: \"%s\" is a %s; a model is made of tensors, records, arrays and lists."
            path
            t.Name

    let private join prefix name = if prefix = "" then name else $"{prefix}.{name}"

    [<UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "Its callers require unreferenced code.")>]
    let rec private leaves path (t: System.Type) (value: obj) : (string * Tensor) list =
        if t = typeof<Tensor> then
            [ path, (value :?> Tensor) ]
        elif FSharpType.IsRecord t then
            [
                for field in FSharpType.GetRecordFields t do
                    yield!
                        leaves
                            (join path field.Name)
                            field.PropertyType
                            (nonNull (FSharpValue.GetRecordField(value, field)))
            ]
        elif t.IsArray || isList t then
            let element = if t.IsArray then nonNull (t.GetElementType()) else t.GetGenericArguments()[0]
            items value |> Seq.mapi (fun i item -> leaves (join path (string i)) element item) |> List.concat
        else
            unsupported t path

    [<UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "Its callers require unreferenced code.")>]
    [<UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Its callers require dynamic code.")>]
    let rec private rebuild path (t: System.Type) (value: obj) (tree: Parameters) : obj | null =
        if t = typeof<Tensor> then
            tree[path]
        elif FSharpType.IsRecord t then
            let field (f: System.Reflection.PropertyInfo) =
                rebuild (join path f.Name) f.PropertyType (nonNull (FSharpValue.GetRecordField(value, f))) tree

            FSharpValue.MakeRecord(t, FSharpType.GetRecordFields t |> Array.map field)
        elif t.IsArray then
            let element = nonNull (t.GetElementType())

            let rebuilt =
                items value
                |> Seq.mapi (fun i item -> rebuild (join path (string i)) element item tree)
                |> Seq.toArray

            let result = System.Array.CreateInstance(element, rebuilt.Length)
            System.Array.Copy(rebuilt, result, rebuilt.Length)
            result
        elif isList t then
            let element = t.GetGenericArguments()[0]
            let cases = FSharpType.GetUnionCases t
            let empty = FSharpValue.MakeUnion(cases[0], [||])

            let rebuilt =
                items value
                |> Seq.mapi (fun i item -> rebuild (join path (string i)) element item tree)
                |> Seq.toList

            List.foldBack
                (fun (item: objnull) (rest: objnull) -> FSharpValue.MakeUnion(cases[1], [| item; rest |]))
                rebuilt
                empty
        else
            unsupported t path

    [<RequireQualifiedAccess>]
    module Parameters =

        [<RequiresUnreferencedCode "A trimmed program may have lost the fields of the record. Build the tree with Parameters.ofSeq.">]
        let ofTree (model: 'Model) : Parameters = leaves "" typeof<'Model> (nonNull (box model)) |> Parameters.ofSeq

        [<RequiresUnreferencedCode "A trimmed program may have lost the fields of the record. Build the record from the tensors of the tree.">]
        [<RequiresDynamicCode "Arrays of the record's types are made by reflection. Build the record from the tensors of the tree.">]
        let toTree (model: 'Model) (tree: Parameters) : 'Model =
            rebuild "" typeof<'Model> (nonNull (box model)) tree |> unbox
