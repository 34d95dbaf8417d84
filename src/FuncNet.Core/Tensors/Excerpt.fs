namespace FuncNet

open System
open System.Globalization
open System.Text

/// How a value is shown: its type, its shape, and a readable part of its numbers.
module internal Excerpt =

    /// At most this many places along an axis are shown; from longer axes the first and the last few.
    let private shown = 8

    let private edge = 3

    let number (array: NDArray) index =
        match array.DType with
        | DType.Bool -> if NDArray.element array index <> 0.0 then "true" else "false"
        | DType.Int32 ->
            let value = array.AsSpan<int>()[index]
            value.ToString CultureInfo.InvariantCulture
        | DType.Float32
        | DType.Float64 -> (NDArray.element array index).ToString("0.####;-0.####;0", CultureInfo.InvariantCulture)

    /// Very large and very small numbers are written with an exponent, all in the same way.
    let private cell scientific (array: NDArray) index =
        if scientific && array.DType.IsFloat then
            (NDArray.element array index).ToString("0.####e+0", CultureInfo.InvariantCulture)
        else
            number array index

    let private places n = if n <= shown then [ 0 .. n - 1 ] else [ 0 .. edge - 1 ] @ [ n - edge .. n - 1 ]

    let private rows (array: NDArray) =
        let shape = array.Shape
        let strides = Shape.strides shape

        let rec indices axis offset =
            if axis = shape.Rank then
                Seq.singleton offset
            else
                places shape[axis] |> Seq.collect (fun i -> indices (axis + 1) (offset + i * strides[axis]))

        let visible = indices 0 0 |> Seq.toArray

        let scientific =
            array.DType.IsFloat
            && visible
               |> Array.exists (fun i ->
                   let x = abs (NDArray.element array i)
                   Double.IsFinite x && (x >= 1e6 || (x > 0.0 && x < 1e-3)))

        let width =
            if visible.Length = 0 then
                0
            else
                visible |> Seq.map (fun i -> (cell scientific array i).Length) |> Seq.max

        let text = StringBuilder()

        let rec write axis offset =
            if axis = shape.Rank then
                text.Append((cell scientific array offset).PadLeft width) |> ignore
            else
                text.Append '[' |> ignore
                let n = shape[axis]
                let last = axis = shape.Rank - 1

                for place in places n do
                    if place > 0 then
                        if last then
                            text.Append ", " |> ignore
                        else
                            text.Append(",\n").Append(' ', axis + 1) |> ignore

                    if n > shown && place = n - edge then
                        if last then
                            text.Append "…, " |> ignore
                        else
                            text.Append("…,\n").Append(' ', axis + 1) |> ignore

                    write (axis + 1) (offset + place * strides[axis])

                text.Append ']' |> ignore

        write 0 0
        string text

    /// The first few numbers on one line, with four significant digits: 33, or [1, 2, 3, 4, …].
    let brief (array: NDArray) =
        let significant index =
            if array.DType.IsFloat then
                (NDArray.element array index).ToString("G4", CultureInfo.InvariantCulture)
            else
                number array index

        let count = array.Shape.Size

        if array.Shape.Rank = 0 then
            significant 0
        else
            let first = Seq.init (min 4 count) significant |> String.concat ", "
            if count > 4 then $"[{first}, …]" else $"[{first}]"

    /// The whole text: "float32 [2; 3]" and the numbers, on the same line when they fit.
    let show (array: NDArray) =
        let body = rows array
        let separator = if body.Contains '\n' then "\n" else " "
        $"{array.DType} {array.Shape}{separator}{body}"
