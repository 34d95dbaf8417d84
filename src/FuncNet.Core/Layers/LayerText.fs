namespace FuncNet

open System
open System.Collections.Generic

[<AutoOpen>]
module LayerText =

    /// Networks in networks.
    let private deepest = 64

    let private joins = [
        for join in [ Join.Add; Join.Multiply; Join.Average; Join.Maximum; Join.Concatenate; Join.Tuple ] do
            (string join).ToLowerInvariant(), join
    ]

    let private structures = [
        "residual", "residual (layers)"
        "repeat", "repeat n (layers)"
        "fork", "fork add (layers) (layers) …, with add, multiply, average, maximum, concatenate or tuple"
        "beside", "beside (layers) (layers) …"
        "perStep", "perStep (layers)"
        "named", "named name (layers)"
        "shared", "shared name (layers), and then shared name"
        "freeze", "freeze \"pattern\" (layers)"
        "initialize", "initialize \"pattern\" initializer (layers)"
    ]

    /// A value behind a word, with its place, and its name if it has one.
    type private Given = { Place: int; Name: string option; Value: Setting }

    let private fail place problem : 'T = raise (TextException(place, problem))

    let rec private group catalog shared depth (cursor: TextCursor) : Layer =
        if depth > deepest then
            fail cursor.Place $"layers are nested deeper than {deepest} times."

        cursor.Next()
        let inner = network catalog shared depth cursor

        if cursor.Here <> ')' then
            cursor.Expected "a comma, a new line or )"

        cursor.Next()
        inner

    /// What stands behind a word, up to the end of the layer: values and groups.
    and private arguments catalog shared depth callable (cursor: TextCursor) =
        let values, groups = ResizeArray<Given>(), ResizeArray<Layer>()
        cursor.SkipBlanks false

        while not cursor.IsAtEnd && not (",)\n".Contains cursor.Here) do
            let place = cursor.Place

            if cursor.Here = '(' then
                groups.Add(group catalog shared (depth + 1) cursor)
            else
                match SettingText.value cursor 0 callable with
                | Setting.Text name when cursor.Here = '=' ->
                    cursor.Next()
                    let value = SettingText.value cursor 0 true
                    values.Add { Place = place; Name = Some name; Value = value }
                | value -> values.Add { Place = place; Name = None; Value = value }

            cursor.SkipBlanks false

        List.ofSeq values, List.ofSeq groups

    and private structure catalog (shared: Dictionary<string, Layer>) depth place (name: string) usage cursor =
        let wrong problem : 'T = fail place $"{problem} It is written: {usage}."
        let values, groups = arguments catalog shared depth (name = "initialize") cursor

        let only () =
            match groups with
            | [ layer ] -> layer
            | [] -> wrong $"{name} needs layers in brackets."
            | _ -> wrong $"{name} takes one pair of brackets."

        let word value =
            match value.Value with
            | Setting.Text text -> text
            | Setting.Whole _ -> string value.Value
            | Setting.Truth _
            | Setting.Number _
            | Setting.List _
            | Setting.Call _ -> fail value.Place $"a name is expected; here is {value.Value}."

        match values |> List.tryFind (fun value -> value.Name.IsSome) with
        | Some value -> fail value.Place $"{name} has no arguments with names. It is written: {usage}."
        | None -> ()

        match name, values with
        | "residual", [] -> Layer.residual (only ())
        | "perStep", [] -> Layer.perStep (only ())
        | "beside", [] when not groups.IsEmpty -> Layer.besideMany groups
        | "repeat", [ { Value = Setting.Whole n } ] when n >= 0 && n <= 10_000 -> Layer.repeat n (only ())
        | "fork", [ value ] when not groups.IsEmpty ->
            match joins |> List.tryFind (fun (known, _) -> known = word value) with
            | Some(_, join) -> Layer.fork join groups
            | None ->
                let names = joins |> List.map fst
                fail value.Place $"there is no join {value.Value}.{Spelling.hint names (word value)}"
        | "named", [ value ] -> Layer.named (word value) (only ())
        | "freeze", [ value ] -> Layer.freeze (word value) (only ())
        | "initialize", [ pattern; value ] ->
            let rules = [ { Name = "initializer"; Default = None } ]
            let settings = LayerSettings(rules, [ "initializer", value.Value ], (catalog: LayerCatalog).Known)

            let initializer =
                try
                    settings.Initializer "initializer"
                with :? SettingException as error ->
                    fail value.Place error.Problem

            Layer.initialize (word pattern) initializer (only ())
        | "shared", [ value ] ->
            match groups, shared.TryGetValue(word value) with
            | [], (true, layer) -> layer
            | [], (false, _) -> fail value.Place $"no layer before this is shared under the name {value.Value}."
            | [ _ ], (true, _) -> fail value.Place $"the name {value.Value} is given to two shared layers."
            | _, _ ->
                let layer = Layer.shared (only ())
                shared[word value] <- layer
                layer
        | _ -> wrong $"{name} cannot be read."

    /// Values in order go to the arguments that have none by name.
    and private assigned place (entry: LayerEntry) (values: Given list) =
        let usage = $"It takes: {LayerCatalog.usage entry}."
        let named = values |> List.choose (fun value -> value.Name |> Option.map (fun name -> name, value))
        let names = entry.Rules |> List.map _.Name

        let known (name: string) =
            names |> List.tryFind (fun other -> other.Equals(name, StringComparison.OrdinalIgnoreCase))

        let named = [
            for name, value in named do
                match known name with
                | Some name -> name, value
                | None -> fail value.Place $"{entry.Name} has no argument {name}.{Spelling.hint names name} {usage}"
        ]

        let free = names |> List.filter (fun name -> named |> List.forall (fun (other, _) -> other <> name))
        let ordered = values |> List.filter (fun value -> value.Name.IsNone)

        if ordered.Length > free.Length then
            fail ordered[free.Length].Place $"this is one value too many for {entry.Name}. {usage}"

        let all = named @ List.zip (List.truncate ordered.Length free) ordered

        match all |> List.countBy fst |> List.tryFind (fun (_, count) -> count > 1) with
        | Some(name, _) -> fail place $"{entry.Name} has {name} twice. {usage}"
        | None -> ()

        for rule in entry.Rules do
            if rule.Default.IsNone && not (all |> List.exists (fun (name, _) -> name = rule.Name)) then
                fail place $"{entry.Name} lacks {rule.Name}. {usage}"

        all

    and private layer catalog shared depth (cursor: TextCursor) : Layer =
        let place = cursor.Place

        if cursor.Here = '(' then
            group catalog shared (depth + 1) cursor
        else
            let word = cursor.Word()

            if word = "" then
                cursor.Expected "a layer"

            let lower = word.ToLowerInvariant()

            match structures |> List.tryFind (fun (name, _) -> name.ToLowerInvariant() = lower) with
            | Some(name, usage) -> structure catalog shared depth place name usage cursor
            | None ->
                match catalog.Names.TryFind lower with
                | Some entry -> ofEntry catalog shared depth place entry cursor
                | None ->
                    let known = Seq.append (catalog.Names.Values |> Seq.map _.Name) (structures |> Seq.map fst)
                    fail place $"there is no layer \"{word}\".{Spelling.hint known word}"

    and private ofEntry catalog shared depth place entry cursor =
        let values, groups = arguments catalog shared depth true cursor

        if not groups.IsEmpty then
            fail place $"{entry.Name} takes no layers in brackets. It takes: {LayerCatalog.usage entry}."

        let all = assigned place entry values

        try
            catalog |> LayerCatalog.make entry (all |> List.map (fun (name, value) -> name, value.Value))
        with
        | :? SettingException as error ->
            let at =
                all
                |> List.tryFind (fun (name, _) -> name = error.Name)
                |> Option.map (fun (_, value) -> value.Place)
                |> Option.defaultValue place

            fail at $"{entry.Name}, {error.Name}: {error.Problem}"
        | :? LayerException as error -> fail place error.Problem

    and private network catalog shared depth (cursor: TextCursor) : Layer =
        let layers = ResizeArray<Layer>()
        cursor.SkipBlanks true

        while not cursor.IsAtEnd && cursor.Here <> ')' do
            layers.Add(layer catalog shared depth cursor)
            cursor.SkipBlanks false

            if cursor.Here = ',' || cursor.Here = '\n' then
                cursor.Next()
                cursor.SkipBlanks true
            elif not cursor.IsAtEnd && cursor.Here <> ')' then
                cursor.Expected "a comma or a new line"

        Layer.sequence layers

    // Back to text.

    let private unknown kind : 'T =
        Errors.configuration
            "Layer.toText: the catalog does not know the kind \"%s\"; LayerCatalog.add says how it is made of its hyperparameters."
            kind

    let private atomText (catalog: LayerCatalog) (atom: Atom) =
        match catalog.Kinds.TryFind atom.Kind with
        | None -> unknown atom.Kind
        | Some entry ->
            String.concat " " [
                entry.Name

                for rule in entry.Rules do
                    match atom.Hyperparameters |> List.tryFind (fun (name, _) -> name = rule.Name), rule.Default with
                    | Some(_, value), None -> string value
                    | Some(_, value), Some held when string value <> string held -> $"{rule.Name}={value}"
                    | Some _, Some _
                    | None, _ -> ()
            ]

    let rec private textOf catalog (names: Dictionary<obj, string>) layer : string =
        let grouped layer = $"({textOf catalog names layer})"
        let groups layers = layers |> List.map grouped |> String.concat " "
        let quoted (text: string) = string (Setting.Text text)

        match layer with
        | Atom atom -> atomText catalog atom
        | Chain [] -> "identity"
        | Chain layers -> layers |> List.map (textOf catalog names) |> String.concat ", "
        | Beside layers -> $"beside {groups layers}"
        | Fork(Join.Add, [ Chain []; inner ]) -> $"residual {grouped inner}"
        | Fork(join, layers) -> $"fork {(string join).ToLowerInvariant()} {groups layers}"
        | Named(name, inner) -> $"named {quoted name} {grouped inner}"
        | Shared(token, inner) ->
            match names.TryGetValue token with
            | true, name -> $"shared {name}"
            | false, _ ->
                let text = grouped inner
                let name = $"s{names.Count + 1}"
                names[token] <- name
                $"shared {name} {text}"
        | Frozen(pattern, inner) -> $"freeze {quoted pattern} {grouped inner}"
        | Initialized(pattern, initializer, inner) ->
            $"initialize {quoted pattern} {initializer.Setting} {grouped inner}"

    [<RequireQualifiedAccess>]
    module Layer =

        let parseWith (catalog: LayerCatalog) (text: string) =
            let cursor = TextCursor text

            try
                let read = network catalog (Dictionary()) 0 cursor

                if cursor.IsAtEnd then
                    read
                else
                    fail cursor.Place "this bracket was not opened."
            with :? TextException as error ->
                let before = text[.. min error.Place text.Length - 1]
                let line = before |> Seq.filter ((=) '\n') |> Seq.length
                let column = before.Length - (before.LastIndexOf '\n' + 1)
                Errors.configuration "Line %d, column %d of the network: %s" (line + 1) (column + 1) error.Problem

        let parse text = parseWith StandardLayers.catalog text
        let toTextWith (catalog: LayerCatalog) (layer: Layer) = textOf catalog (Dictionary HashIdentity.Reference) layer
        let toText layer = toTextWith StandardLayers.catalog layer
