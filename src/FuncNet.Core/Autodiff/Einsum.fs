namespace FuncNet

[<AutoOpen>]
module TensorEinsum =

    /// Einstein's notation: the letters of each operand name its axes; letters missing from the result are summed over.
    module private Notation =

        let parse (notation: string) (operands: Tensor[]) =
            let sides = notation.Replace(" ", "").Split "->"

            if sides.Length <> 2 then
                Errors.shape "einsum: the notation is \"ij,jk->ik\"; it is \"%s\"." notation

            let names = sides[0].Split ','

            if names.Length <> operands.Length then
                Errors.shape "einsum: \"%s\" names %d operands; %d were given." notation names.Length operands.Length

            let sizes = System.Collections.Generic.Dictionary<char, int>()

            for letters, operand in Array.zip names operands do
                if letters.Length <> operand.Rank then
                    Errors.shape "einsum: \"%s\" names %d axes of the shape %O." letters letters.Length operand.Shape

                letters
                |> Seq.iteri (fun axis letter ->
                    match sizes.TryGetValue letter with
                    | true, size when size <> operand.Shape[axis] ->
                        Errors.shape
                            "einsum: '%c' has the sizes %d and %d in \"%s\"."
                            letter
                            size
                            operand.Shape[axis]
                            notation
                    | _ -> sizes[letter] <- operand.Shape[axis])

            for letter in sides[1] do
                if not (sizes.ContainsKey letter) || (sides[1] |> Seq.filter ((=) letter) |> Seq.length) > 1 then
                    Errors.shape
                        "einsum: '%c' of the result of \"%s\" must stand in an operand, and once in the result."
                        letter
                        notation

            List.ofArray (Array.zip names operands), sides[1], sizes

        /// Axes that share a letter become one: the diagonal.
        let rec diagonals (letters: string, x: Tensor) =
            match letters |> Seq.tryFindIndex (fun c -> letters.IndexOf c <> letters.LastIndexOf c) with
            | None -> letters, x
            | Some first ->
                let second = letters.LastIndexOf letters[first]
                let n = x.Shape[first]

                let rest = [
                    for axis in 0 .. letters.Length - 1 do
                        if axis <> first && axis <> second then
                            axis
                ]

                let moved =
                    x
                    |> Tensor.permute (first :: second :: rest)
                    |> Tensor.reshape (n * n :: [ for axis in rest -> x.Shape[axis] ])

                let places = Tensor.range n * float (n + 1)
                let name = letters[first] :: [ for axis in rest -> letters[axis] ] |> List.toArray |> System.String
                diagonals (name, Tensor.gather 0 places moved)

        /// Sums over letters that nothing else needs.
        let reduced (needed: char -> bool) (letters: string, x: Tensor) =
            let axes = [
                for axis in 0 .. letters.Length - 1 do
                    if not (needed letters[axis]) then
                        axis
            ]

            System.String(letters |> Seq.filter needed |> Seq.toArray),
            (if axes.IsEmpty then x else Tensor.sumOver axes x)

        let arranged (letters: string) (order: string) (x: Tensor) =
            if letters = order then
                x
            else
                x |> Tensor.permute [ for c in order -> letters.IndexOf c ]

        /// One pair as one batched matrix product: shared letters that stay are the batch, shared letters that go are summed.
        let contract
            (needed: char -> bool)
            (sizes: System.Collections.Generic.Dictionary<char, int>)
            (a: string, x: Tensor)
            (b: string, y: Tensor)
            =
            let shared = a |> String.filter (fun c -> b.Contains c)
            let batch, inner = shared |> String.filter needed, shared |> String.filter (needed >> not)

            let left, right =
                a |> String.filter (fun c -> not (shared.Contains c)),
                b |> String.filter (fun c -> not (shared.Contains c))

            let size letters = letters |> Seq.fold (fun n c -> n * sizes[c]) 1
            let x = x |> arranged a (batch + left + inner) |> Tensor.reshape [ size batch; size left; size inner ]
            let y = y |> arranged b (batch + inner + right) |> Tensor.reshape [ size batch; size inner; size right ]
            let letters = batch + left + right
            letters, Tensor.matmul x y |> Tensor.reshape [ for c in letters -> sizes[c] ]

    [<RequireQualifiedAccess>]
    module Tensor =

        let einsum (notation: string) (operands: Tensor seq) =
            let operands, result, sizes = Notation.parse notation (Seq.toArray operands)

            let rec fold (terms: (string * Tensor) list) =
                let neededBy (rest: (string * Tensor) list) (c: char) =
                    result.Contains c || rest |> List.exists (fun (letters, _) -> letters.Contains c)

                match terms with
                | [] -> Errors.shape "einsum: at least one operand is needed."
                | [ last ] -> Notation.reduced (neededBy []) last
                | a :: b :: rest ->
                    let a' = a |> Notation.reduced (neededBy (b :: rest))
                    let b' = b |> Notation.reduced (neededBy (a :: rest))
                    fold (Notation.contract (neededBy rest) sizes a' b' :: rest)

            let letters, sum = fold (operands |> List.map Notation.diagonals)
            Notation.arranged letters result sum
