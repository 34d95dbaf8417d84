namespace FuncNet.Tests

open System
open System.Reflection

/// Types as one reads them: those of F# as F# writes them, with the question mark of what may be null.
module TypeNames =

    let private plain =
        dict [
            typeof<int>, "int"
            typeof<int64>, "long"
            typeof<uint32>, "uint"
            typeof<uint64>, "ulong"
            typeof<int16>, "short"
            typeof<uint16>, "ushort"
            typeof<byte>, "byte"
            typeof<sbyte>, "sbyte"
            typeof<float>, "double"
            typeof<float32>, "float"
            typeof<bool>, "bool"
            typeof<char>, "char"
            typeof<string>, "string"
            typeof<obj>, "object"
            typeof<Void>, "void"
            typeof<unit>, "unit"
        ]

    let private withoutArity (name: string) =
        match name.IndexOf '`' with
        | -1 -> name
        | at -> name[.. at - 1]

    /// The name of a type without its arguments: namespaces of ours and of the framework are left out, outer types are not.
    let rec simple (kind: Type) : string =
        match kind.DeclaringType with
        | null -> withoutArity kind.Name
        | outer -> $"{simple outer}.{withoutArity kind.Name}"

    let private isNullable (state: NullabilityState) = state = NullabilityState.Nullable

    /// nullability: what is known of it, if anything.
    let rec private write (kind: Type) (nullability: NullabilityInfo option) : string =
        let argument place =
            let known =
                nullability
                |> Option.bind (fun info ->
                    if place < info.GenericTypeArguments.Length then
                        Some info.GenericTypeArguments[place]
                    else
                        None)

            write (kind.GetGenericArguments()[place]) known

        let arguments () = [ for place in 0 .. kind.GetGenericArguments().Length - 1 -> argument place ]

        let mark (text: string) =
            match nullability with
            | Some info when not kind.IsValueType && isNullable info.ReadState -> text + "?"
            | _ -> text

        let rec functions (kind: Type) =
            let from, towards = kind.GetGenericArguments()[0], kind.GetGenericArguments()[1]
            let left = write from None
            let left = if left.Contains "->" then $"({left})" else left

            if towards.IsGenericType && towards.GetGenericTypeDefinition() = typedefof<int -> int> then
                $"{left} -> {functions towards}"
            else
                $"{left} -> {write towards None}"

        if kind.IsByRef then
            write (nonNull (kind.GetElementType())) None + "&"
        elif kind.IsPointer then
            write (nonNull (kind.GetElementType())) None + "*"
        elif kind.IsArray then
            let element = nullability |> Option.bind (fun info -> Option.ofObj info.ElementType)
            mark (write (nonNull (kind.GetElementType())) element + "[" + String(',', kind.GetArrayRank() - 1) + "]")
        elif kind.IsGenericParameter then
            mark kind.Name
        elif plain.ContainsKey kind then
            mark plain[kind]
        elif kind.IsGenericType then
            let definition = kind.GetGenericTypeDefinition()

            if definition = typedefof<Nullable<int>> then
                argument 0 + "?"
            elif definition = typedefof<int -> int> then
                $"({functions kind})"
            elif definition = typedefof<int list> then
                argument 0 + " list"
            elif definition = typedefof<int option> then
                argument 0 + " option"
            elif definition = typedefof<int voption> then
                argument 0 + " voption"
            elif nonNull(definition.FullName).StartsWith("System.Tuple`", StringComparison.Ordinal) then
                "(" + String.Join(" * ", arguments ()) + ")"
            elif nonNull(definition.FullName).StartsWith("System.ValueTuple`", StringComparison.Ordinal) then
                "struct (" + String.Join(" * ", arguments ()) + ")"
            else
                mark $"""{simple definition}<{String.Join(", ", arguments ())}>"""
        else
            mark (simple kind)

    /// A type of which nothing is known but itself.
    let ofType (kind: Type) = write kind None

    let private context = NullabilityInfoContext()

    let ofParameter (parameter: ParameterInfo) = write parameter.ParameterType (Some(context.Create parameter))

    let ofProperty (property: PropertyInfo) = write property.PropertyType (Some(context.Create property))

    let ofField (field: FieldInfo) = write field.FieldType (Some(context.Create field))
    let ofEvent (event: EventInfo) = write (nonNull event.EventHandlerType) (Some(context.Create event))
