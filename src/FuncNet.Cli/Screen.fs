namespace FuncNet.Cli

open System
open System.Text.Json.Nodes
open FuncNet
open Spectre.Console

/// Where a command writes: words for people, or one JSON document on the standard output and nothing else.
[<Sealed>]
type internal Screen(json: bool) =

    let errors = AnsiConsole.Create(AnsiConsoleSettings(Out = AnsiConsoleOutput Console.Error))

    /// In colour on a terminal, and as it is elsewhere, in one line each.
    let tell colour what message =
        if Console.IsErrorRedirected then
            Console.Error.WriteLine($"{what}: {message}": string)
        else
            errors.MarkupLine $"[{colour}]{what}:[/] {Markup.Escape message}"

    member _.IsJson = json

    /// Whether somebody sits before it, who can be asked.
    member _.IsInteractive = not json && not Console.IsInputRedirected && not Console.IsOutputRedirected

    /// A line for people.
    member _.Line(text: string) =
        if not json then
            Console.Out.WriteLine text

    /// A line about what is going on, which is no result.
    member _.Note(text: string) = if json then Console.Error.WriteLine text else Console.Out.WriteLine text

    /// The result: words, or the document.
    member _.Result(text: unit -> string, document: unit -> JsonNode | null) =
        Console.Out.WriteLine(if json then Document.write (document ()) else text ())

    /// What went wrong. With --json it is a document, too.
    member _.Error(message: string, code: int) =
        if json then
            Console.Out.WriteLine(
                Document.write (Document.object [ "error", Document.text message; "exitCode", Document.whole code ])
            )
        else
            tell "red" "error" message

    member _.Warning(message: string) = tell "yellow" "warning" message

    /// How a training goes: a bar on a terminal, plain lines elsewhere.
    member _.Progress: Observer =
        if json then Progress.lines Console.Error
        elif Console.IsOutputRedirected then Progress.lines Console.Out
        else Progress.console

    member _.Downloads: IProgress<DownloadEvent> =
        if json then
            DownloadProgress.lines Console.Error
        else
            DownloadProgress.console ()

    /// Whether to go on, if there is somebody to ask.
    member screen.Confirms(question: string) =
        screen.IsInteractive && AnsiConsole.Confirm(Markup.Escape question, false)

/// Columns of text under each other.
module internal Columns =

    /// right: the places of the columns that end, not begin, at one line.
    let write (right: int list) (header: string list) (rows: string list list) : string =
        let all = header :: rows

        let widths = List.init header.Length (fun i -> all |> List.map (fun row -> row[i].Length) |> List.max)

        let line (row: string list) =
            (List.zip row widths
             |> List.mapi (fun i (cell, width) ->
                 if List.contains i right then cell.PadLeft width else cell.PadRight width)
             |> String.concat "   ")
                .TrimEnd()

        let rule = String('─', List.sum widths + 3 * (widths.Length - 1))
        String.concat "\n" (line header :: rule :: List.map line rows)
