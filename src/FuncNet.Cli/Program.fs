module internal FuncNet.Cli.Program

open System
open System.CommandLine
open System.CommandLine.Help
open System.CommandLine.Parsing
open System.IO
open System.Text.RegularExpressions
open FuncNet

let private root =
    let root =
        RootCommand(
            "Trains, evaluates and examines neural networks. Every command has --help with examples, and --json.\n\nExit codes: 0 done; 1 the work failed; 2 the command was given wrong words; 130 interrupted by Ctrl-C."
        )

    for command in
        [
            TrainCommand.command
            EvaluateCommand.command
            PredictCommand.command
            SummaryCommand.command
            InspectCommand.command
            ExportCommand.command
            DataCommand.command
            ReportCommand.command
        ] do
        root.Subcommands.Add command

    root

/// What is wrong with the words, and which were meant.
let private complaint (parsed: ParseResult) : string option =
    let command = parsed.CommandResult.Command

    let options = [
        for option in command.Options do
            option.Name
            yield! option.Aliases
    ]

    let commands = [ for command in command.Subcommands -> command.Name ]

    let hint known word = (Spelling.hint known word).Replace("\"", "")

    // --json alone is known everywhere, also where a command is missing.
    let unknownOption =
        parsed.UnmatchedTokens
        |> Seq.tryFind (fun word ->
            word.StartsWith '-' && word.Length > 1 && not (word = "--json" && not commands.IsEmpty))

    let others = parsed.UnmatchedTokens |> Seq.filter (fun word -> word <> "--json") |> Seq.tryHead

    // Words of the library's own that a user should not have to know.
    let plain (message: string) =
        Regex.Replace(
            message,
            "Cannot parse argument '(.*)' for (option|argument) '(.*)' as expected type '(.*)'\\.?",
            fun found ->
                let expected = if found.Groups[4].Value.Contains "Int" then "a whole number" else "a number"
                $"{found.Groups[3].Value}: {expected} is expected; it is '{found.Groups[1].Value}'."
        )

    let missing (message: string) =
        Regex.Replace(
            message,
            "Required argument '(.*)' missing for command: '(.*)'\\.?",
            fun found -> $"{found.Groups[1].Value} is missing."
        )

    match unknownOption, others, Seq.tryHead parsed.Errors with
    | Some word, _, _ -> Some $"Unknown option {word}.{hint options word}"
    | None, Some word, _ when not commands.IsEmpty -> Some $"There is no command '{word}'.{hint commands word}"
    | None, Some word, _ -> Some $"'{word}' is one word too many."
    | None, None, Some _ when not commands.IsEmpty ->
        let known = String.concat ", " commands
        Some $"Which command? They are: {known}."
    | None, None, Some error -> Some(plain error.Message |> missing)
    | None, None, None -> None

let private run (arguments: string[]) : int =
    let parsed = root.Parse arguments
    let screen = Screen(arguments |> Array.contains "--json")

    let fail (message: string) code =
        screen.Error(message, code)
        code

    // Help and the version are told whatever else is wrong.
    let isHelp =
        match parsed.Action with
        | :? TeachingHelp
        | :? HelpAction -> true
        | _ -> false

    // "funcnet data fetch", with every command on the way.
    let rec nameOf (result: SymbolResult | null) =
        match result with
        | :? CommandResult as result when (result.Command :? RootCommand) -> "funcnet"
        | :? CommandResult as result -> $"{nameOf result.Parent} {result.Command.Name}"
        | _ -> "funcnet"

    let name = nameOf parsed.CommandResult

    match complaint parsed with
    | Some problem when not isHelp -> fail $"{problem}\nSee: {name} --help" Exit.usage
    | Some _
    | None ->
        try
            parsed.Invoke(
                InvocationConfiguration(EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = Nullable())
            )
        with
        | :? UsageException as error -> fail error.Message Exit.usage
        | :? FuncNetException as error -> fail error.Message Exit.failure
        | :? OperationCanceledException -> Exit.interrupted
        | :? IOException
        | :? UnauthorizedAccessException as error -> fail error.Message Exit.failure
        | :? OutOfMemoryException -> fail "There is not enough memory for this." Exit.failure
        | error ->
            fail
                $"Something went wrong that should not: {error.GetType().Name}: {error.Message} Please tell its makers, with the command."
                Exit.failure

[<EntryPoint>]
let main arguments = run arguments
