namespace FuncNet

open System

/// Words that were meant.
module internal Spelling =

    /// The number of letters to insert, leave out, replace or exchange with their neighbour that make one word of another (the distance of
    /// Damerau 1964 in its restricted form): rleu is one step from relu, where Levenshtein's distance has two.
    let distance (a: string) (b: string) =
        let d =
            Array2D.init (a.Length + 1) (b.Length + 1) (fun i j ->
                if i = 0 then j
                elif j = 0 then i
                else 0)

        for i in 1 .. a.Length do
            for j in 1 .. b.Length do
                let replaced = d[i - 1, j - 1] + (if a[i - 1] = b[j - 1] then 0 else 1)
                let best = min replaced (1 + min d[i - 1, j] d[i, j - 1])

                d[i, j] <-
                    if i > 1 && j > 1 && a[i - 1] = b[j - 2] && a[i - 2] = b[j - 1] then
                        min best (1 + d[i - 2, j - 2])
                    else
                        best

        d[a.Length, b.Length]

    /// The known word nearest to one that is not known, if any is near: a third of its letters are wrong at most, or it begins a known one.
    let nearest (known: string seq) (word: string) : string option =
        // Long words are none that somebody mistyped.
        if word.Length > 64 then
            None
        else
            let lower = word.ToLowerInvariant()

            let far (candidate: string) =
                let other = candidate.ToLowerInvariant()
                let begins = lower.Length >= 3 && other.StartsWith(lower, StringComparison.Ordinal)
                if begins then 1 else distance lower other

            known
            |> Seq.filter (fun candidate -> candidate.Length <= 64)
            |> Seq.map (fun candidate -> candidate, far candidate)
            |> Seq.filter (fun (candidate, steps) -> steps <= max 1 (max lower.Length candidate.Length / 3))
            |> Seq.sortBy snd
            |> Seq.tryHead
            |> Option.map fst

    /// " Did you mean "relu"?", or nothing.
    let hint known word =
        match nearest known word with
        | Some meant -> $" Did you mean \"{meant}\"?"
        | None -> ""
