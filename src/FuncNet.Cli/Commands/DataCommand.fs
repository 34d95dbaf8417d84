namespace FuncNet.Cli

open System.CommandLine
open System.IO
open FuncNet

/// funcnet data.
module internal DataCommand =

    let private known: (string * string * Publication) list = [
        "mnist", "handwritten digits, 28 x 28, grey, 70,000", Publication.mnist
        "fashion-mnist", "clothes, 28 x 28, grey, 70,000", Publication.fashionMnist
        "cifar-10", "ten kinds of things, 32 x 32, colour, 60,000", Publication.cifar10
        "cifar-100", "a hundred kinds of things, 32 x 32, colour, 60,000", Publication.cifar100 CifarLabels.Fine
    ]

    let private megabytes (publication: Publication) =
        let bytes = publication.Files |> List.sumBy _.Size
        $"{float bytes / 1e6:F0} MB"

    let private list =
        let run (screen: Screen) (_: ParseResult) =
            let words () =
                Columns.write [ 2 ] [ "name"; "what"; "download" ] [
                    for name, what, publication in known -> [ name; what; megabytes publication ]
                ]

            let document () =
                Document.list [
                    for name, what, publication in known ->
                        Document.object [
                            "name", Document.text name
                            "what", Document.text what
                            "bytes", Document.whole (publication.Files |> List.sumBy (fun file -> int file.Size))
                        ]
                ]

            screen.Result(words, document)
            Exit.success

        Commands.make "list" "Lists the data sets that can be fetched." [] [] [ "funcnet data list" ] run

    let private name = Arguments.argument "NAME" "mnist, fashion-mnist, cifar-10 or cifar-100"

    let private folder =
        Arguments.option "--folder" "FOLDER" "where it goes; a folder for all data sets of this user if not given"

    let private mirror =
        Arguments.option "--mirror" "ADDRESS" "fetch the files from this address instead of the publisher's"

    let private fetch =
        let run (screen: Screen) (parsed: ParseResult) =
            let wanted = parsed.GetRequiredValue name
            let names = known |> List.map (fun (name, _, _) -> name)

            match known |> List.tryFind (fun (name, _, _) -> name = wanted) with
            | None ->
                wrongUsage
                    "There is no data set '%s'.%s They are: %s."
                    wanted
                    (Spelling.hint names wanted)
                    (String.concat ", " names)
            | Some(_, _, publication) ->
                let options = {
                    DownloadOptions.Default with
                        Folder = Arguments.text parsed folder |> Option.defaultValue ""
                        Mirror = Arguments.text parsed mirror |> Option.defaultValue ""
                        Progress = screen.Downloads
                }

                let struct (train, test) = (Datasets.fetch options publication).GetAwaiter().GetResult()
                let home = if options.Folder = "" then Download.cacheFolder () else options.Folder
                let at = Path.Combine(home, publication.Name)

                screen.Result(
                    (fun () -> $"{at}: {train.Count:N0} samples to train on, {test.Count:N0} to test on"),
                    fun () ->
                        Document.object [
                            "folder", Document.text at
                            "train", Document.whole train.Count
                            "test", Document.whole test.Count
                            "input", Document.shape train.InputShape
                            "classes", Document.list [ for name in train.ClassNames -> Document.text name ]
                        ]
                )

                Exit.success

        Commands.make
            "fetch"
            "Fetches a data set, checks its sums, and keeps it; what is there already is not fetched again."
            [ name ]
            [ folder; mirror ]
            [
                "funcnet data fetch mnist --folder data"
                "funcnet train data/mnist --network \"flatten, dense 128, relu\""
            ]
            run

    let command =
        let command = Command("data", "Lists and fetches data sets to learn from.")
        command.Subcommands.Add list
        command.Subcommands.Add fetch
        command
