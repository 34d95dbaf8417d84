namespace FuncNet.Cli

open System
open System.CommandLine
open System.CommandLine.Help
open System.CommandLine.Invocation

/// Options and commands in few words.
module internal Arguments =

    let optionOr (name: string) (value: string) (otherwise: 'T) (description: string) : Option<'T> =
        Option<'T>(
            name,
            Description = description,
            HelpName = value,
            DefaultValueFactory = Func<_, _>(fun _ -> otherwise)
        )

    let option (name: string) (value: string) (description: string) : Option<string> =
        Option<string>(name, Description = description, HelpName = value)

    /// A number that need not be given.
    let numberOf<'T when 'T: struct and 'T :> ValueType and 'T: (new: unit -> 'T)>
        (name: string)
        (value: string)
        (description: string)
        : Option<Nullable<'T>> =
        Option<Nullable<'T>>(name, Description = description, HelpName = value)

    let flag (name: string) (description: string) : Option<bool> =
        Option<bool>(name, Description = description, DefaultValueFactory = Func<_, _>(fun _ -> false))

    let argument (name: string) (description: string) : Argument<string> =
        Argument<string>(name, Description = description)

    let text (parsed: ParseResult) (option: Option<string>) : string option = parsed.GetValue option |> Option.ofObj

    /// The value of an option that has one when it is not given.
    let value (parsed: ParseResult) (option: Option<'T>) : 'T = parsed.GetRequiredValue option

    let isSet (parsed: ParseResult) (flag: Option<bool>) : bool = parsed.GetRequiredValue flag

    /// A number, if it is given.
    let given (parsed: ParseResult) (option: Option<Nullable<'T>>) : 'T option =
        match parsed.GetResult option with
        | null -> None
        | _ -> parsed.GetRequiredValue option |> Option.ofNullable

    let json = flag "--json" "write one JSON document on the standard output, and nothing else there"

    let force = flag "--force" "replace files that are there already"

/// Help with examples behind the options.
type internal TeachingHelp(standard: HelpAction, examples: string) =
    inherit SynchronousCommandLineAction()

    override _.Invoke(parsed) =
        standard.MaxWidth <- (if Console.IsOutputRedirected then 110 else max 60 Console.WindowWidth)
        let code = standard.Invoke parsed

        if examples <> "" then
            parsed.InvocationConfiguration.Output.WriteLine $"Examples:\n{examples}\n"

        code

module internal Commands =

    /// The command whose examples are told by its help. run: says the exit code.
    let make
        (name: string)
        (description: string)
        (arguments: Argument list)
        (options: Option list)
        (examples: string list)
        (run: Screen -> ParseResult -> int)
        : Command =
        let command = Command(name, description)
        arguments |> List.iter command.Arguments.Add
        options |> List.iter command.Options.Add
        command.Options.Add Arguments.json
        let help = HelpOption()
        help.Description <- "show this help"

        match help.Action with
        | :? HelpAction as standard ->
            let text = examples |> List.map (fun example -> $"  {example}") |> String.concat "\n"
            help.Action <- TeachingHelp(standard, text)
        | _ -> ()

        command.Options.Add help
        command.SetAction(fun parsed -> run (Screen(Arguments.isSet parsed Arguments.json)) parsed)
        command
