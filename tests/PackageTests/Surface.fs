namespace FuncNet.Tests

open System
open System.Globalization
open System.Reflection

/// The public surface of an assembly as text: a line for each type and each member that others can see, in the order of the alphabet.
module Surface =

    let private all =
        BindingFlags.Public
        ||| BindingFlags.NonPublic
        ||| BindingFlags.Instance
        ||| BindingFlags.Static
        ||| BindingFlags.DeclaredOnly

    let private isSeen (access: MethodBase) = access.IsPublic || access.IsFamily || access.IsFamilyOrAssembly

    let private has (attribute: Type) (member': MemberInfo) = member'.IsDefined(attribute, false)

    let private isMade (member': MemberInfo) =
        has typeof<Runtime.CompilerServices.CompilerGeneratedAttribute> member'
        && not (member' :? MethodInfo && has typeof<CompilationMappingAttribute> member')

    let private mapping (member': MemberInfo) =
        member'.GetCustomAttributes<CompilationMappingAttribute>(false)
        |> Seq.tryHead
        |> Option.map (fun found -> found.SourceConstructFlags &&& SourceConstructFlags.KindMask)

    let private sourceName (member': MemberInfo) =
        match member'.GetCustomAttribute<CompilationSourceNameAttribute>() with
        | null -> member'.Name
        | found -> found.SourceName

    /// The name of a type in F#, in which a module is not called by what it is compiled to.
    let rec private nameOf (kind: Type) : string =
        let own =
            match kind.GetCustomAttribute<CompilationSourceNameAttribute>() with
            | null when
                mapping kind = Some SourceConstructFlags.Module && kind.Name.EndsWith "Module" && isSuffixed kind
                ->
                kind.Name[.. kind.Name.Length - 7]
            | null -> TypeNames.simple kind |> fun name -> name[name.LastIndexOf '.' + 1 ..]
            | found -> found.SourceName

        let generics =
            match kind.GetGenericArguments() with
            | [||] -> ""
            | arguments -> "<" + String.Join(", ", arguments |> Array.map _.Name) + ">"

        match kind.DeclaringType with
        | null -> own + generics
        | outer -> $"{nameOf outer}.{own}{generics}"

    and private isSuffixed (kind: Type) =
        match kind.GetCustomAttribute<CompilationRepresentationAttribute>() with
        | null -> false
        | found -> found.Flags.HasFlag CompilationRepresentationFlags.ModuleSuffix

    let private kindOf (kind: Type) =
        let isStatic = kind.IsAbstract && kind.IsSealed

        match mapping kind with
        | Some SourceConstructFlags.Module -> "module"
        | Some SourceConstructFlags.SumType -> if kind.IsValueType then "struct union" else "union"
        | Some SourceConstructFlags.RecordType -> if kind.IsValueType then "struct record" else "record"
        | _ when kind.IsEnum -> "enum"
        | _ when kind.IsInterface -> "interface"
        | _ when kind.IsSubclassOf typeof<Delegate> -> "delegate"
        | _ when kind.IsValueType -> "struct"
        | _ when isStatic -> "static class"
        | _ when kind.IsAbstract -> "abstract class"
        | _ when kind.IsSealed -> "sealed class"
        | _ -> "class"

    let private defaultOf (parameter: ParameterInfo) =
        if not parameter.HasDefaultValue then
            ""
        else
            match parameter.DefaultValue with
            | null -> if parameter.ParameterType.IsValueType then " = default" else " = null"
            | :? string as text -> $" = \"{text}\""
            | :? bool as truth -> if truth then " = true" else " = false"
            | value -> " = " + Convert.ToString(value, CultureInfo.InvariantCulture)

    let private isMany (given: ParameterInfo) =
        given.IsDefined(typeof<ParamArrayAttribute>, false)
        || given.IsDefined(typeof<Runtime.CompilerServices.ParamCollectionAttribute>, false)

    let private parameter (given: ParameterInfo) =
        let name =
            match given.Name with
            | null
            | "" -> "_"
            | name -> name

        let many = if isMany given then "params " else ""
        let out = if given.IsOut then "out " else ""
        $"{many}{out}{name}: {TypeNames.ofParameter given}{defaultOf given}"

    /// Arguments as they are given: one behind the other where F# takes them so.
    let private arguments (method': MethodBase) =
        let parameters = method'.GetParameters() |> Array.map parameter

        let groups =
            match method'.GetCustomAttribute<CompilationArgumentCountsAttribute>() with
            | null -> [ parameters.Length ]
            | found -> List.ofSeq found.Counts

        let ends = groups |> List.scan (+) 0

        List.pairwise ends
        |> List.map (fun (first, last) -> "(" + String.Join(", ", parameters[first .. last - 1]) + ")")
        |> String.concat " "

    let private generics (method': MethodInfo) =
        match method'.GetGenericArguments() with
        | [||] -> ""
        | names -> "<" + String.Join(", ", names |> Array.map _.Name) + ">"

    let private access (method': MethodBase) =
        [
            if not method'.IsPublic then
                "protected"
            if method'.IsStatic then
                "static"
            elif method'.IsAbstract then
                "abstract"
            elif method'.IsVirtual && not method'.IsFinal then
                "virtual"
        ]
        |> List.map (fun word -> word + " ")
        |> String.concat ""

    let private methodLine (isModule: bool) (method': MethodInfo) =
        let access = if isModule then "" else access method'
        $"{access}{sourceName method'}{generics method'}{arguments method'}: {TypeNames.ofParameter method'.ReturnParameter}"

    let private propertyLine isModule (property: PropertyInfo) =
        let seen (accessor: MethodInfo | null) =
            match accessor with
            | null -> None
            | accessor -> if isSeen accessor then Some accessor else None

        match seen property.GetMethod, seen property.SetMethod with
        | None, None -> None
        | getter, setter ->
            let accessors = [
                if getter.IsSome then
                    "get"
                match setter with
                | Some setter ->
                    let isInit =
                        setter.ReturnParameter.GetRequiredCustomModifiers()
                        |> Array.exists (fun kind -> kind.Name = "IsExternalInit")

                    if isInit then "init" else "set"
                | None -> ()
            ]

            let indices = property.GetIndexParameters() |> Array.map parameter
            let indices = if indices.Length = 0 then "" else "[" + String.Join(", ", indices) + "]"
            let access = if isModule then "" else access (Option.orElse setter getter |> Option.get)

            Some
                $"""{access}{sourceName property}{indices}: {TypeNames.ofProperty property} {{ {String.Join("; ", accessors)} }}"""

    let private fieldLine (field: FieldInfo) =
        if not (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) || field.IsSpecialName then
            None
        elif field.IsLiteral then
            match field.GetRawConstantValue() with
            | null -> Some $"const {field.Name}: {TypeNames.ofField field} = null"
            | value ->
                Some
                    $"const {field.Name}: {TypeNames.ofField field} = {Convert.ToString(value, CultureInfo.InvariantCulture)}"
        else
            let words = (if field.IsStatic then "static " else "") + (if field.IsInitOnly then "readonly " else "")
            Some $"{words}{field.Name}: {TypeNames.ofField field}"

    let private members (kind: Type) : string list =
        let isModule = mapping kind = Some SourceConstructFlags.Module

        let accessors =
            set [
                for property in kind.GetProperties all do
                    for accessor in property.GetAccessors true -> accessor.MetadataToken
            ]

        let events =
            set [
                for event in kind.GetEvents all do
                    for accessor in [ event.AddMethod; event.RemoveMethod ] do
                        if not (isNull accessor) then
                            (nonNull accessor).MetadataToken
            ]

        [
            for builder in kind.GetConstructors all do
                if isSeen builder && not builder.IsStatic then
                    $"{access builder}new{arguments builder}"

            for method' in kind.GetMethods all do
                if
                    isSeen method'
                    && not (isMade method')
                    && not (accessors.Contains method'.MetadataToken)
                    && not (events.Contains method'.MetadataToken)
                then
                    methodLine isModule method'

            for property in kind.GetProperties all do
                if not (isMade property) then
                    yield! propertyLine isModule property |> Option.toList

            for event in kind.GetEvents all do
                if isSeen (nonNull event.AddMethod) then
                    $"event {event.Name}: {TypeNames.ofEvent event}"

            for field in kind.GetFields all do
                yield! fieldLine field |> Option.toList
        ]

    let private isHidden (kind: Type) =
        // What a union is compiled to: a type for each case, which its properties tell of, and the list of its tags.
        match kind.DeclaringType with
        | null -> false
        | outer -> mapping outer = Some SourceConstructFlags.SumType && kind.Name = "Tags"

    let private isVisible (kind: Type) =
        let rec climb (kind: Type) =
            (kind.IsPublic || kind.IsNestedPublic || kind.IsNestedFamily || kind.IsNestedFamORAssem)
            && (match kind.DeclaringType with
                | null -> true
                | outer -> climb outer)

        climb kind

    /// A line for each type, and one for each of its members.
    let lines (assembly: Assembly) : string list =
        [
            for kind in assembly.GetTypes() do
                if isVisible kind && not (isHidden kind) && not (kind.Name.StartsWith '<') then
                    let name = nameOf kind

                    let bases = [
                        match kind.BaseType with
                        | null -> ()
                        | parent when
                            parent = typeof<obj>
                            || parent = typeof<ValueType>
                            || parent = typeof<Enum>
                            || parent = typeof<MulticastDelegate>
                            ->
                            ()
                        | parent -> TypeNames.ofType parent

                        if not kind.IsEnum then
                            for face in kind.GetInterfaces() |> Array.sortBy TypeNames.ofType do
                                if
                                    face.IsPublic
                                    && not (
                                        nonNull(face.Namespace).StartsWith "System.Collections"
                                        && face.Name.StartsWith "IStructural"
                                    )
                                then
                                    TypeNames.ofType face
                    ]

                    let bases = if bases.IsEmpty then "" else ": " + String.Join(", ", bases)
                    $"{name} ({kindOf kind}){bases}"

                    for line in members kind do
                        $"{name} · {line}"
        ]
        |> List.distinct
        |> List.sortWith (fun a b -> String.CompareOrdinal(a, b))
