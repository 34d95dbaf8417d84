namespace FuncNet

open System
open System.Collections.Generic

[<NoComparison; ReferenceEquality>]
type Trial = {
    Number: int
    Values: HyperparameterValues
    Key: Key
    Score: float
    Figures: IReadOnlyList<Figure>
    Seconds: float
    Failure: string
} with

    member trial.HasFailed = trial.Failure <> ""

[<NoComparison; ReferenceEquality>]
type SearchProgress = {
    Trial: Trial
    Done: int
    Count: int
    Best: Trial
} with

    override progress.ToString() =
        let trial = progress.Trial

        let outcome =
            if trial.HasFailed then
                $"failed: {trial.Failure}"
            else
                Figures.number trial.Score

        $"{progress.Done}/{progress.Count}  trial {trial.Number} ({trial.Values})  {outcome}  best {Figures.number progress.Best.Score}  {Figures.seconds trial.Seconds} s"

[<Sealed>]
type SearchResult internal (figure: string, maximizes: bool, trials: Trial[]) =

    let sorted =
        trials
        |> Array.sortBy (fun trial ->
            struct (trial.HasFailed, (if maximizes then -trial.Score else trial.Score), trial.Number))

    let succeeded = sorted |> Array.filter (fun trial -> not trial.HasFailed)

    let require () =
        if succeeded.Length = 0 then
            let first = trials |> Array.minBy _.Number

            Errors.configuration
                "The search has found nothing: all %d trials have failed. Trial %d (%O): %s"
                trials.Length
                first.Number
                first.Values
                first.Failure

    member _.Figure = figure
    member _.Maximizes = maximizes
    member _.Trials: IReadOnlyList<Trial> = Array.AsReadOnly sorted

    member _.Best =
        require ()
        succeeded[0]

    member _.Median =
        require ()
        succeeded[succeeded.Length / 2]

    override _.ToString() =
        let names = [ for KeyValue(name, _) in sorted[0].Values.Texts -> name ]

        let figures = [
            if succeeded.Length > 0 then
                for figure in succeeded[0].Figures do
                    figure.Name
        ]

        // Reasons may be long: they stand behind the columns.
        let table =
            Figures.table [
                [ "trial"; yield! names; yield! figures; "seconds" ]
                for trial in sorted do
                    [
                        string trial.Number
                        for KeyValue(_, value) in trial.Values.Texts do
                            value
                        for name in figures do
                            match trial.Figures |> Seq.tryFind (fun figure -> figure.Name = name) with
                            | Some figure -> Figures.number figure.Value
                            | None -> ""
                        Figures.seconds trial.Seconds
                    ]
            ]

        let lines = table.Split '\n'

        Array.append
            lines[..0]
            (Array.map2
                (fun (line: string) (trial: Trial) ->
                    if trial.HasFailed then $"{line}  failed: {trial.Failure}" else line)
                lines[1..]
                sorted)
        |> String.concat "\n"
