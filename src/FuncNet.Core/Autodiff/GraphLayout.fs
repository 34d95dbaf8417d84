namespace FuncNet

open System
open System.Collections.Generic

/// How a line runs from one box to another.
[<RequireQualifiedAccess>]
type internal Route =
    /// Straight from x0 to x1 at the height y1, in a curve to (x2, y2), and straight to x3.
    | Curve of x0: float * x1: float * y1: float * x2: float * y2: float * x3: float
    /// Along the axes from corner to corner: from the end of a row to the beginning of the next.
    | Turn of corners: (float * float)[]

/// Where boxes stand, by their left upper corners, and how the lines between them run. The flag of a line says whether it
/// ends at a box.
type internal GraphLayout = { Corners: (float * float)[]; Lines: (Route * bool)[]; Width: float; Height: float }

/// Layered drawing of a graph from left to right (Sugiyama, Tagawa and Toda 1981): ranks by longest paths, an order within
/// each rank by barycentres, heights by least squares. Wide graphs are broken into rows, like a text.
module internal GraphLayout =

    let private margin = 20.0
    let private columnGap = 44.0
    let private boxGap = 20.0
    let private rowGap = 36.0

    /// Between parallel lines that turn together.
    let private laneGap = 9.0

    /// Room for the tip of an arrow.
    let private tipLength = 8.0

    /// The longest way to each node. What depends on nothing but what is given to it alone stands just before the first that reads it.
    let private ranks (operands: int[][]) =
        let rank = Array.zeroCreate<int> operands.Length
        let readers = Array.zeroCreate<int> operands.Length
        let alone = Array.zeroCreate<bool> operands.Length

        for from in operands do
            for u in from do
                readers[u] <- readers[u] + 1

        operands
        |> Array.iteri (fun v from ->
            rank[v] <- from |> Array.fold (fun r u -> max r (rank[u] + 1)) 0
            alone[v] <- from |> Array.forall (fun u -> alone[u] && readers[u] = 1))

        let reader = Array.create operands.Length Int32.MaxValue

        for v in operands.Length - 1 .. -1 .. 0 do
            if alone[v] && reader[v] < Int32.MaxValue then
                rank[v] <- reader[v] - 1

            for u in operands[v] do
                reader[u] <- min reader[u] rank[v]

        rank

    /// The ranks with a waypoint in every rank that a line passes, and the pieces of the lines, from rank to rank. Lines from
    /// one node share their waypoints.
    let private bend (rank: int[]) (operands: int[][]) =
        let ranks = ResizeArray rank
        let waypoints = Dictionary<struct (int * int), int>()
        let pieces = HashSet<struct (int * int)>()

        let waypoint from r =
            match waypoints.TryGetValue(struct (from, r)) with
            | true, point -> point
            | _ ->
                ranks.Add r
                waypoints[struct (from, r)] <- ranks.Count - 1
                ranks.Count - 1

        for v in 0 .. operands.Length - 1 do
            for u in operands[v] do
                let passed = [| for r in rank[u] + 1 .. rank[v] - 1 -> waypoint u r |]
                let stops = Array.concat [ [| u |]; passed; [| v |] ]

                for a, b in Array.pairwise stops do
                    pieces.Add(struct (a, b)) |> ignore

        ranks.ToArray(), Seq.toArray pieces

    /// For each of n items, those at the other end of its pieces: on its left, and on its right.
    let private neighbours n (pieces: struct (int * int)[]) =
        let left, right = Array.init n (fun _ -> ResizeArray<int>()), Array.init n (fun _ -> ResizeArray<int>())

        for struct (a, b) in pieces do
            left[b].Add a
            right[a].Add b

        left |> Array.map _.ToArray(), right |> Array.map _.ToArray()

    let private crossings (right: int[][]) (columns: int[][]) =
        let place = Array.zeroCreate<int> right.Length

        for column in columns do
            column |> Array.iteri (fun i v -> place[v] <- i)

        columns
        |> Array.sumBy (fun column ->
            let ends = column |> Array.collect (fun v -> right[v] |> Array.map (fun u -> place[v], place[u]))

            seq {
                for i in 0 .. ends.Length - 1 do
                    for j in i + 1 .. ends.Length - 1 do
                        let (a, b), (c, d) = ends[i], ends[j]

                        if (a < c && b > d) || (a > c && b < d) then
                            1
            }
            |> Seq.sum)

    /// The order within each column: sorted by the mean place of the neighbours, from the left and from the right in turn; the
    /// order with the fewest crossings is kept.
    let private order (left: int[][]) (right: int[][]) (columns: int[][]) =
        let sweep (sides: int[][]) backwards (columns: int[][]) =
            let place = Array.zeroCreate<float> sides.Length
            let columns = Array.copy columns

            let indices = [ 0 .. columns.Length - 1 ]

            for i in (if backwards then List.rev indices else indices) do
                columns[i] |> Array.iteri (fun k v -> place[v] <- float k)

                let mean v =
                    if sides[v].Length = 0 then
                        place[v]
                    else
                        sides[v] |> Array.averageBy (fun u -> place[u])

                columns[i] <- columns[i] |> List.ofArray |> List.sortBy mean |> List.toArray
                columns[i] |> Array.iteri (fun k v -> place[v] <- float k)

            columns

        let rounds =
            Seq.init 8 id
            |> Seq.scan
                (fun columns i -> if i % 2 = 0 then sweep left false columns else sweep right true columns)
                columns

        Seq.minBy (crossings right) rounds

    /// The centres nearest to the wished ones, by least squares, that keep the order and the gaps: isotonic regression by
    /// pooling adjacent violators.
    let private spread (heights: float[]) (wishes: float[]) =
        let offsets =
            Array.pairwise heights
            |> Array.scan (fun sum (above, below) -> sum + (above + below) / 2.0 + boxGap) 0.0

        /// Pools from the lowest up, each with the mean of its wishes and their number.
        let rec settle pools (mean, count) =
            match pools with
            | (above, n) :: rest when above > mean ->
                settle rest ((mean * float count + above * float n) / float (count + n), count + n)
            | _ -> (mean, count) :: pools

        let settled =
            Array.map2 (fun wish offset -> wish - offset, 1) wishes offsets
            |> Array.fold settle []
            |> List.rev
            |> Seq.collect (fun (mean, count) -> Seq.replicate count mean)
            |> Seq.toArray

        Array.map2 (+) settled offsets

    /// The heights of the centres: each wishes to stand at the mean of its neighbours.
    let private centres (left: int[][]) (right: int[][]) (heights: float[]) (columns: int[][]) =
        let centre = Array.zeroCreate<float> heights.Length

        let settle (sides: int -> int[]) (column: int[]) =
            let wish v =
                match sides v with
                | [||] -> centre[v]
                | near -> near |> Array.averageBy (fun u -> centre[u])

            spread (column |> Array.map (fun v -> heights[v])) (Array.map wish column)
            |> Array.iteri (fun i y -> centre[column[i]] <- y)

        for _ in 1..6 do
            Array.iter (settle (fun v -> left[v])) columns
            Array.iter (settle (fun v -> right[v])) (Array.rev columns)

        // What has operands stands by them; what has none, by its readers.
        Array.iter (settle (fun v -> if left[v].Length > 0 then left[v] else right[v])) columns
        centre

    /// The columns of each row of the picture: as many as fit, or down to half as many where fewer lines are broken.
    let private broken limit (passing: int[]) (widths: float[]) =
        let rec fitting first x column =
            if column = widths.Length || column > first && x + widths[column] > limit then
                column
            else
                fitting first (x + widths[column] + columnGap) (column + 1)

        let rec rows first =
            match fitting first 0.0 first with
            | next when next = widths.Length -> [ [| first .. next - 1 |] ]
            | next ->
                let earliest = first + (next - first + 1) / 2
                let next = List.minBy (fun column -> passing[column - 1]) [ next .. -1 .. earliest ]
                [| first .. next - 1 |] :: rows next

        if widths.Length = 0 then [||] else List.toArray (rows 0)

    /// Places boxes of these sizes. The operands of a box come before it; a picture wider than the limit is broken into rows.
    let place (limit: float) (sizes: (float * float)[]) (operands: int[][]) : GraphLayout =
        let boxes = sizes.Length
        let operands = operands |> Array.map Array.distinct
        let rank, pieces = bend (ranks operands) operands
        let left, right = neighbours rank.Length pieces

        let width v = if v < boxes then fst sizes[v] else 0.0
        let heights = Array.init rank.Length (fun v -> if v < boxes then snd sizes[v] else 0.0)

        let columns =
            Array.indexed rank
            |> Array.groupBy snd
            |> Array.sortBy fst
            |> Array.map (snd >> Array.map fst)
            |> order left right

        let centre = centres left right heights columns
        let widths = columns |> Array.map (fun column -> column |> Array.fold (fun w v -> max w (width v)) 0.0)

        let passing = columns |> Array.map (Array.filter (fun v -> right[v].Length > 0) >> Array.length)

        let rows = broken limit passing widths
        let row = Array.zeroCreate<int> columns.Length
        let start = Array.zeroCreate<float> columns.Length

        rows
        |> Array.iteri (fun i columns ->
            for column in columns do
                row[column] <- i)

        // Lines go on from the end of one row to the beginning of the next, a lane for each item that they leave: the higher
        // it stands, the further out they turn, so that they do not cross.
        let turning =
            pieces
            |> Array.filter (fun struct (a, b) -> row[rank[a]] <> row[rank[b]])
            |> Array.map (fun struct (a, _) -> a)
            |> Array.distinct
            |> Array.sortBy (fun a -> centre[a])
            |> Array.groupBy (fun a -> row[rank[a]])
            |> dict

        let lanes i =
            match turning.TryGetValue i with
            | true, leaving -> leaving.Length
            | _ -> 0

        let widest = Seq.init rows.Length lanes |> Seq.fold max 0
        let side = if widest = 0 then margin else margin + laneGap * float (widest + 1) + tipLength

        for columns in rows do
            let mutable next = side

            for column in columns do
                start[column] <- next
                next <- next + widths[column] + columnGap

        let finish column = start[column] + widths[column]
        let extent edge (row: int[]) = row |> Seq.collect (fun r -> columns[r]) |> Seq.map edge
        let above = rows |> Array.map (extent (fun v -> centre[v] - heights[v] / 2.0) >> Seq.fold min infinity)
        let below = rows |> Array.map (extent (fun v -> centre[v] + heights[v] / 2.0) >> Seq.fold max -infinity)

        let tops =
            Array.init rows.Length (fun i -> below[i] - above[i] + rowGap + laneGap * float (lanes i))
            |> Array.scan (+) margin

        let y v = centre[v] - above[row[rank[v]]] + tops[row[rank[v]]]

        let x v = start[rank[v]] + (if v < boxes then (widths[rank[v]] - width v) / 2.0 else 0.0)

        let right = Seq.init columns.Length finish |> Seq.fold max 0.0

        let route a b =
            let i = row[rank[a]]

            if i = row[rank[b]] then
                Route.Curve(x a + width a, finish rank[a], y a, start[rank[b]], y b, x b)
            else
                let lane = Array.IndexOf(turning[i], a)
                let outer = laneGap * float (turning[i].Length - lane)
                let x1, x2 = right + outer, side - laneGap * float (lane + 1) - tipLength
                let across = tops[i + 1] - rowGap / 2.0 - laneGap * float lane
                Route.Turn [| x a + width a, y a; x1, y a; x1, across; x2, across; x2, y b; x b, y b |]

        {
            Corners = Array.init boxes (fun v -> x v, y v - heights[v] / 2.0)
            Lines = pieces |> Array.map (fun struct (a, b) -> route a b, b < boxes)
            Width = right + side
            Height = Array.last tops - rowGap + margin
        }
