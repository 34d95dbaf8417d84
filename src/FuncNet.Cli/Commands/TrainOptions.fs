namespace FuncNet.Cli

open System
open System.CommandLine
open System.IO
open FuncNet

/// The words of funcnet train.
module internal TrainOptions =

    open Arguments

    let data =
        argument
            "DATA"
            "a table (.csv, .tsv); a folder of images, one folder for each class (or train and test with these in them); a folder of IDX files (MNIST); or an .npz file with inputs and targets"

    let network =
        option
            "--network"
            "TEXT"
            "the layers between the data and the results, in one line: \"dense 64, relu, dropout 0.2\". The layer that gives the results is added"

    let networkFile = option "--network-file" "FILE" "the same from a file, with a layer in each line"

    let target = option "--target" "COLUMN" "the column of the table to predict"
    let without = option "--without" "COLUMNS" "columns to leave out, with commas between them"

    let kind =
        option "--as" "KIND" "whether the target holds classes or numbers; found out if it is not given"

    let size = option "--size" "HxW" "bring images to this size, such as 28x28"

    let channels =
        optionOr "--channels" "N" 0 "1 for grey images, 3 for colour, 0 for what the first image has"

    let validation = option "--validation" "DATA" "data to validate on after each epoch"

    let split =
        optionOr "--split" "SHARE" 0.8 "the share to train on, if there are no data for validation; 1 for all of it"

    let epochs = optionOr "--epochs" "N" 20 "how often all the data are gone through"
    let batch = optionOr "--batch-size" "N" 32 "how many samples a step sees"

    let optimizer =
        optionOr "--optimizer" "NAME" "adam" ("how steps are made: " + String.concat ", " Optimizers.names)

    let rate =
        numberOf<float> "--rate" "NUMBER" "the learning rate; the usual one of the optimizer if not given"

    let seed =
        optionOr "--seed" "N" 42L "decides everything that is random: the same seed gives the same bits"

    let patience =
        numberOf<int> "--patience" "N" "stop early when the validation has not become better for so many epochs"

    let checkpoint =
        option "--checkpoint" "FOLDER" "write the state of the run to this folder after each epoch"

    let resume =
        option
            "--resume"
            "PATH"
            "go on from a checkpoint: a file, or a folder and its newest; give the other words again"

    let log =
        option "--log" "FILE" "write a row for each epoch to a .csv file, or each event to a .jsonl file"

    let tensorBoard = option "--tensorboard" "FOLDER" "write the run down for TensorBoard"

    let report =
        option "--report" "FILE.html" "write a page for a browser: curves, errors, samples, the network"

    let live =
        numberOf<int> "--live" "PORT" "serve this page on 127.0.0.1 while the training runs; 0 for any port"

    let output = optionOr "--output" "FILE" "model.safetensors" "where the model goes"

    let all: Option list = [
        network
        networkFile
        target
        without
        kind
        size
        channels
        validation
        split
        epochs
        batch
        optimizer
        rate
        seed
        patience
        checkpoint
        resume
        log
        tensorBoard
        report
        live
        output
        force
    ]

    /// The layers that were asked for.
    let layers (parsed: ParseResult) : Layer =
        match text parsed network, text parsed networkFile with
        | Some _, Some _ -> wrongUsage "Give --network or --network-file, not both."
        | None, None ->
            wrongUsage
                "Which network? Give --network \"dense 64, relu\" or --network-file FILE (funcnet train --help has examples)."
        | Some text, None -> asUsage (fun () -> Layer.parse text)
        | None, Some file ->
            let text = Files.guard "read" file (fun () -> File.ReadAllText file)

            try
                Layer.parse text
            with :? ConfigurationException as error ->
                raise (UsageException $"'{file}': {error.Message}")

    let atLeast least (parsed: ParseResult) (option: Option<int>) =
        let value = Arguments.value parsed option

        if value < least then
            wrongUsage "%s must be at least %d; it is %d." option.Name least value

        value

    let share (parsed: ParseResult) =
        let value = Arguments.value parsed split

        if not (value > 0.0 && value <= 1.0) then
            wrongUsage "--split is a share over 0 and at most 1, such as 0.8; it is %g." value

        value

    /// A column of a table, or the nearest that there is.
    let column (what: string) (path: string) (table: Table) (name: string) =
        if not (table.Contains name) then
            wrongUsage
                "%s: '%s' has no column '%s'.%s It has: %s."
                what
                path
                name
                (Spelling.hint table.Names name)
                (String.concat ", " table.Names)

        name
