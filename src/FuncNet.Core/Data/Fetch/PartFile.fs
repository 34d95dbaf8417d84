namespace FuncNet

open System
open System.IO

/// Where the bytes of an unfinished file come from.
type internal FileVersion = {
    /// The address that was asked.
    Address: string
    /// What the server knows this version of the file by: its strong ETag, else the time of its last change; "" for neither.
    Validator: string
    /// The length of the whole; −1 if it is not known.
    Total: int64
}

/// What lies beside a file while it is fetched: NAME.part, its bytes so far; NAME.part.origin, where they come from; and
/// NAME.lock, which one process holds open. The file gets its name when it is whole, never before.
module internal PartFile =

    let path target = target + ".part"
    let private originPath target = target + ".part.origin"
    let private lockPath target = target + ".lock"

    /// How many bytes are there.
    let length target =
        let file = FileInfo(path target)
        if file.Exists then file.Length else 0L

    let discard target =
        for path in [ path target; originPath target ] do
            Files.guard "delete" path (fun () -> File.Delete path)

    /// What is known of the bytes that are there; nothing where the note is missing or not ours.
    let origin target =
        let path = originPath target

        if not (File.Exists path) then
            None
        else
            match Files.guard "read" path (fun () -> File.ReadAllLines path) with
            | [| address; validator; total |] ->
                match Int64.TryParse total with
                | true, total -> Some { Address = address; Validator = validator; Total = total }
                | false, _ -> None
            | _ -> None

    /// The part, emptied to a length, with a note of where its bytes come from: they never lie under another's note.
    let openAt target (start: int64) (origin: FileVersion) =
        let path = path target

        if start = 0L then
            discard target

        Files.writeAtomically (originPath target) (fun stream ->
            use writer = new StreamWriter(stream, leaveOpen = true)
            writer.Write $"{origin.Address}\n{origin.Validator}\n{origin.Total}\n")

        Files.guard "write" path (fun () ->
            let stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None)
            stream.SetLength start
            stream.Position <- start
            stream)

    /// The whole part takes the name of the file.
    let complete target =
        Files.guard "write" target (fun () -> File.Move(path target, target, true))
        discard target

    /// EWOULDBLOCK of Linux and of macOS, and a sharing violation of Windows: somebody has the file open.
    let private isHeld (error: IOException) = error.HResult = 11 || error.HResult = 35 || error.HResult = 0x80070020

    /// The lock of a file, or nothing if another process (or another download of this one) holds it. The system frees the
    /// locks of a process that dies.
    let tryLock target : FileStream option =
        let path = lockPath target

        Files.guard "write" path (fun () ->
            try
                Some(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
            with :? IOException as error when isHeld error ->
                None)

    /// Frees the lock. Its file is removed where the download is done; whoever opened it before looks for the finished file.
    let unlock target (held: FileStream) =
        held.Dispose()

        if File.Exists target then
            try
                File.Delete(lockPath target)
            with
            | :? IOException
            | :? UnauthorizedAccessException -> ()
