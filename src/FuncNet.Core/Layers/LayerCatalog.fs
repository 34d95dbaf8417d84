namespace FuncNet

open System
open System.Collections.Generic

[<NoEquality; NoComparison>]
type internal LayerEntry = { Name: string; Kind: string option; Rules: SettingRule list; Make: LayerSettings -> Layer }

[<Sealed>]
type LayerCatalog internal (kinds: Map<string, LayerEntry>, names: Map<string, LayerEntry>, known: KnownValues) =
    member _.Kinds = kinds
    member _.Names = names
    member _.Known = known

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module LayerCatalog =

    let empty = LayerCatalog(Map.empty, Map.empty, { Initializers = Map.empty; Augmentations = Map.empty })

    let wordOf (kind: string) = string (Char.ToLowerInvariant kind[0]) + kind[1..]

    /// "name" or "name=value"; the value may have spaces within brackets.
    let private rulesOf kind (arguments: string) =
        let mutable depth = 0

        let separated =
            arguments
            |> String.map (fun c ->
                if c = '(' || c = '[' then
                    depth <- depth + 1

                if c = ')' || c = ']' then
                    depth <- depth - 1

                if c = ' ' && depth = 0 then '\n' else c)

        separated.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        |> Array.map (fun argument ->
            match argument.Split('=', 2) with
            | [| name; value |] -> {
                Name = name
                Default = Some(SettingText.parse $"LayerCatalog.add \"{kind}\"" value)
              }
            | parts -> { Name = parts[0]; Default = None })
        |> Array.toList

    let entry name kind arguments make = { Name = name; Kind = kind; Rules = rulesOf name arguments; Make = make }

    let withEntries (entries: LayerEntry seq) (catalog: LayerCatalog) =
        let kinds = entries |> Seq.choose (fun entry -> entry.Kind |> Option.map (fun kind -> kind, entry))
        let names = entries |> Seq.map (fun entry -> entry.Name.ToLowerInvariant(), entry)

        let added (map: Map<string, LayerEntry>) entries =
            Seq.fold (fun map (key, entry) -> Map.add key entry map) map entries

        LayerCatalog(added catalog.Kinds kinds, added catalog.Names names, catalog.Known)

    let withInitializers (initializers: Initializer seq) (catalog: LayerCatalog) =
        let known =
            initializers
            |> Seq.fold
                (fun known (initializer: Initializer) -> Map.add initializer.Name initializer known)
                catalog.Known.Initializers

        LayerCatalog(catalog.Kinds, catalog.Names, { catalog.Known with Initializers = known })

    let add (kind: string) (arguments: string) (make: LayerSettings -> Layer) (catalog: LayerCatalog) =
        if String.IsNullOrWhiteSpace kind then
            Errors.configuration "LayerCatalog.add: a kind has a name."

        let name = wordOf kind

        if catalog.Kinds.ContainsKey kind || catalog.Names.ContainsKey(name.ToLowerInvariant()) then
            Errors.configuration
                "LayerCatalog.add: the catalog knows the kind \"%s\" already; give yours another name."
                kind

        withEntries [ entry name (Some kind) arguments make ] catalog

    let addInitializer (initializer: Initializer) (catalog: LayerCatalog) =
        if catalog.Known.Initializers.ContainsKey initializer.Name then
            Errors.configuration
                "LayerCatalog.addInitializer: the catalog knows \"%s\" already; give yours another name."
                initializer.Name

        withInitializers [ initializer ] catalog

    let addAugmentation (name: string) (augmentation: Augmentation) (catalog: LayerCatalog) =
        if catalog.Known.Augmentations.ContainsKey name then
            Errors.configuration
                "LayerCatalog.addAugmentation: the catalog knows \"%s\" already; give yours another name."
                name

        let known = Map.add name augmentation catalog.Known.Augmentations
        LayerCatalog(catalog.Kinds, catalog.Names, { catalog.Known with Augmentations = known })

    let kinds (catalog: LayerCatalog) : IReadOnlyList<string> = Array.AsReadOnly(Seq.toArray catalog.Kinds.Keys)

    let usage (entry: LayerEntry) =
        String.concat " " [
            entry.Name

            for rule in entry.Rules do
                match rule.Default with
                | Some value -> $"{rule.Name}={value}"
                | None -> rule.Name
        ]

    let make (entry: LayerEntry) (given: (string * Setting) list) (catalog: LayerCatalog) =
        let names = entry.Rules |> List.map _.Name

        for name, _ in given do
            if not (List.contains name names) then
                raise (SettingException(name, $"there is no such argument.{Spelling.hint names name}"))

        match given |> List.countBy fst |> List.tryFind (fun (_, count) -> count > 1) with
        | Some(name, _) -> raise (SettingException(name, "it is given twice."))
        | None -> ()

        entry.Make(LayerSettings(entry.Rules, given, catalog.Known))
