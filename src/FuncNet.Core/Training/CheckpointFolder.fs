namespace FuncNet

open System
open System.Globalization
open System.IO

/// The checkpoints of a run in a folder: "step-0000012345.safetensors" after so many steps, and "best.safetensors".
[<RequireQualifiedAccess>]
module internal CheckpointFolder =

    let private prefix, suffix = "step-", ".safetensors"

    let pathOf (folder: string) (step: int) = Path.Combine(folder, $"{prefix}{step:D10}{suffix}")

    let best (folder: string) = Path.Combine(folder, $"best{suffix}")

    /// The number of steps in the name of a file.
    let private stepOf (path: string) : int voption =
        let name = string (Path.GetFileName path)

        if name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(suffix, StringComparison.Ordinal) then
            match
                Int32.TryParse(
                    name.AsSpan(prefix.Length, name.Length - prefix.Length - suffix.Length),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture
                )
            with
            | true, step -> ValueSome step
            | _ -> ValueNone
        else
            ValueNone

    /// The files by step, the newest first: pairs of step and path.
    let steps (folder: string) : struct (int * string)[] =
        [|
            if Directory.Exists folder then
                for path in Directory.EnumerateFiles(folder, $"{prefix}*{suffix}") do
                    match stepOf path with
                    | ValueSome step -> struct (step, path)
                    | ValueNone -> ()
        |]
        |> Array.sortByDescending (fun (struct (step, _)) -> step)

    /// The newest whole checkpoint; what is damaged is passed over.
    let newest (folder: string) : string option =
        Files.guard "read" folder (fun () ->
            seq {
                for struct (_, path) in steps folder do
                    path

                best folder
            }
            |> Seq.tryFind (fun path -> File.Exists path && CheckpointFile.isWhole path))

    /// Makes the folder, if there is none, and clears away what a process that was ended while it wrote has left.
    let prepare (folder: string) : unit =
        Files.guard "write" folder (fun () ->
            Directory.CreateDirectory folder |> ignore

            for pattern in [ $"{prefix}*{suffix}.*.tmp"; $"best{suffix}.*.tmp" ] do
                for path in Directory.EnumerateFiles(folder, pattern) do
                    File.Delete path)

    /// Deletes all but so many of the newest checkpoints up to a step.
    let thin (folder: string) (keep: int) (upTo: int) : unit =
        Files.guard "delete from" folder (fun () ->
            steps folder
            |> Array.filter (fun (struct (step, _)) -> step <= upTo)
            |> Seq.indexed
            |> Seq.iter (fun (i, struct (_, path)) ->
                if i >= keep then
                    File.Delete path))

    /// A run does not begin behind the checkpoints of another: it would mix with them.
    let requireBehind (folder: string) (step: int) : unit =
        let ahead =
            Seq.append [ best folder ] (steps folder |> Seq.map (fun (struct (_, path)) -> path))
            |> Seq.tryFind (fun path ->
                File.Exists path && CheckpointFile.isWhole path && CheckpointFile.steps path > step)

        match ahead with
        | Some path ->
            Errors.configuration
                "Checkpoints: the run begins after step %d, and the folder '%s' has '%s' of step %d, which another run has written. Go on from the newest checkpoint, with Trainer.resume or ResumeFrom, or give the run a folder of its own."
                step
                folder
                (string (Path.GetFileName path))
                (CheckpointFile.steps path)
        | None -> ()
