namespace FuncNet.Tests

open System
open System.IO
open System.Runtime.ExceptionServices
open System.Threading
open Xunit
open FuncNet

/// What a damaged file may do to its reader: it is read, and what is read holds what the format promises; or it is refused by a DataException of one line. It is no
/// other exception, takes no more than 64 MiB, and comes to an end.
module Survival =

    /// Damaged files for each format.
    let count = 10_000

    let private largest = 64L <<< 20

    /// No file of a few kilobytes takes this long to read, on any machine.
    let private patience = TimeSpan.FromMinutes 2.0

    /// What became of the files.
    type Outcome = { Read: int; Refused: int }

    let private oneLine (error: DataException) (length: int) =
        if error.Message.Contains '\n' || error.Message.Length > 2_000 then
            failwith
                $"its message has {error.Message.Length} characters, or more than one line (the file has {length} bytes): {error.Message}"

    /// True if the file is read, false if it is refused.
    let private survives (read: byte[] -> unit) (bytes: byte[]) =
        let before = GC.GetAllocatedBytesForCurrentThread()

        let isRead =
            try
                read bytes
                true
            with :? DataException as error ->
                oneLine error bytes.Length
                false

        let taken = GC.GetAllocatedBytesForCurrentThread() - before

        if taken > largest then
            failwith $"its reader took {taken} bytes of memory for {bytes.Length} bytes."

        isRead

    /// Holds a reader to it, with files that are damaged in ways that follow from seeds. read: throws if what it has read is not right.
    let requireWith
        (count: int)
        (damage: Random -> byte[] -> byte[])
        (read: byte[] -> unit)
        (intact: byte[] list)
        : Outcome =
        for bytes in intact do
            read bytes

        let mutable seed = 0
        let mutable reads = 0
        let mutable fault: exn option = None

        let work () =
            try
                while seed < count do
                    if survives read (damage (Random seed) intact[seed % intact.Length]) then
                        reads <- reads + 1

                    seed <- seed + 1
            with error ->
                fault <- Some error

        // On a thread of its own, so that a reader that hangs is noticed.
        let worker = Thread(work, 16 <<< 20, IsBackground = true)
        worker.Start()
        let mutable seen = -1

        while not (worker.Join patience) do
            if seed = seen then
                Assert.Fail $"The file that is damaged by seed {seed} is read without an end."

            seen <- seed

        match fault with
        | Some(:? DataException as error) -> ExceptionDispatchInfo.Throw error
        | Some error ->
            Assert.Fail $"The file that is damaged by seed {seed} is neither read right nor refused clearly: {error}"
        | None -> ()

        { Read = reads; Refused = count - reads }

    /// Ten thousand damaged files. That some are refused, and some are read if any can be, shows that the damage is neither too small nor too large.
    let require damage read intact =
        let outcome = requireWith count damage read intact
        Assert.InRange(outcome.Refused, count / 100, count)
        outcome

    /// The same for readers of files, by their name.
    let requireFile (name: string) damage (read: string -> unit) intact =
        DataFiles.withFolder (fun folder ->
            let path = Path.Combine(folder, name)

            require
                damage
                (fun bytes ->
                    File.WriteAllBytes(path, bytes)
                    read path)
                intact)
