namespace FuncNet

open System
open System.Collections.Generic

/// What became of the leaves of a network, parameters and state: after surgery, or after training. Leaves go by their paths.
[<Sealed>]
type NetworkChanges
    internal
    (kept: string[], renamed: struct (string * string)[], changed: string[], added: string[], dropped: string[]) =

    /// Bit for bit the same.
    member _.Kept: IReadOnlyList<string> = Array.AsReadOnly kept

    /// The same under another path: the old one and the new one.
    member _.Renamed: IReadOnlyList<struct (string * string)> = Array.AsReadOnly renamed

    /// Other numbers, or another shape.
    member _.Changed: IReadOnlyList<string> = Array.AsReadOnly changed

    /// Not there before.
    member _.New: IReadOnlyList<string> = Array.AsReadOnly added

    /// No longer there.
    member _.Dropped: IReadOnlyList<string> = Array.AsReadOnly dropped

    /// A line for each leaf, by what became of it.
    override _.ToString() =
        let lines what paths = paths |> Array.map (fun path -> $"{what, -7}  {path}")

        [|
            lines "kept" kept
            lines "renamed" (renamed |> Array.map (fun (struct (before, after)) -> $"{before} → {after}"))
            lines "changed" changed
            lines "new" added
            lines "dropped" dropped
        |]
        |> Array.concat
        |> String.concat "\n"

module internal NetworkChanges =

    let private leaves (network: Network) =
        Seq.append network.Parameters network.State
        |> Seq.map (fun (KeyValue(path, tensor)) -> path, tensor)
        |> Seq.toArray

    let between (before: Network) (after: Network) =
        let before, after = leaves before, leaves after
        let was, is = dict before, dict after

        // A leaf of a path that was not there is known by being the same object.
        let pathsBefore = Dictionary<Tensor, string> HashIdentity.Reference

        for path, tensor in before do
            if not (is.ContainsKey path) then
                pathsBefore.TryAdd(tensor, path) |> ignore

        let renamed = [|
            for path, tensor in after do
                match was.ContainsKey path, pathsBefore.TryGetValue tensor with
                | false, (true, old) -> struct (old, path)
                | _ -> ()
        |]

        let oldNames = HashSet(renamed |> Array.map (fun (struct (old, _)) -> old))
        let newNames = HashSet(renamed |> Array.map (fun (struct (_, path)) -> path))

        let here keep = after |> Array.filter (fun (path, tensor) -> keep path tensor) |> Array.map fst

        NetworkChanges(
            here (fun path tensor -> was.ContainsKey path && was[path] = tensor),
            renamed,
            here (fun path tensor -> was.ContainsKey path && was[path] <> tensor),
            here (fun path _ -> not (was.ContainsKey path || newNames.Contains path)),
            before
            |> Array.map fst
            |> Array.filter (fun path -> not (is.ContainsKey path || oldNames.Contains path))
        )
