namespace FuncNet.Tests

open System
open System.Buffers.Binary
open System.Text

/// What can happen to a file. Every kind of damage follows from its generator alone, so a seed repeats it.
module Damage =

    /// Numbers at the limits of fields of two, four and eight bytes.
    let private limits = [|
        0L
        1L
        -1L
        0x7FL
        0xFFFFL
        int64 Int32.MaxValue
        int64 Int32.MinValue
        Int64.MaxValue
        Int64.MinValue
        1L <<< 32
        1L <<< 40
    |]

    let private pick (random: Random) (items: 'T[]) = items[random.Next items.Length]

    let private splice (bytes: byte[]) at removed (added: byte[]) =
        Array.concat [ bytes[.. at - 1]; added; bytes[at + removed ..] ]

    let private once (random: Random) (bytes: byte[]) : byte[] =
        if bytes.Length = 0 then
            [| byte (random.Next 256) |]
        else
            let place = random.Next bytes.Length
            let run () = min (1 + random.Next 16) (bytes.Length - place)

            match random.Next 8 with
            | 0 -> Array.updateAt place (byte (random.Next 256)) bytes
            | 1
            | 2 -> Array.updateAt place (bytes[place] ^^^ (1uy <<< random.Next 8)) bytes
            | 3 ->
                let field = Array.zeroCreate<byte> 8
                let value = pick random limits

                if random.Next 2 = 0 then
                    BinaryPrimitives.WriteInt64LittleEndian(Span field, value)
                else
                    BinaryPrimitives.WriteInt64BigEndian(Span field, value)

                let size = min (pick random [| 2; 4; 8 |]) (bytes.Length - place)
                let first = if random.Next 2 = 0 then 0 else 8 - size
                splice bytes place size field[first .. first + size - 1]
            | 4 ->
                // Bytes of one place at another.
                let length = run ()
                let from = random.Next(bytes.Length - length + 1)
                splice bytes place length bytes[from .. from + length - 1]
            | 5 -> splice bytes place (run ()) [||]
            | 6 -> splice bytes place 0 bytes[place .. place + run () - 1]
            | _ -> splice bytes place 0 (Array.init (1 + random.Next 8) (fun _ -> byte (random.Next 256)))

    /// One to four changes of bytes; now and then the end is missing, or there is more behind it.
    let bytes (random: Random) (intact: byte[]) : byte[] =
        let changed = Seq.fold (fun bytes _ -> once random bytes) intact (seq { 1 .. 1 + random.Next 4 })

        match random.Next 8 with
        | 0 when changed.Length > 0 -> changed[.. random.Next changed.Length - 1]
        | 1 -> Array.append changed (Array.zeroCreate (1 + random.Next 64))
        | _ -> changed

    let private words = [|
        "0"
        "-1"
        "1"
        "2147483648"
        "9223372036854775807"
        "18446744073709551616"
        "1e999"
        "0.5"
        "NaN"
        "null"
        "true"
        "\""
        "\\u0000"
        "\\ud800"
        "{"
        "}"
        "["
        "]"
        ","
        ":"
        ";"
        "\n"
        "\r\n"
        "\t"
        " "
        "'"
        "("
        ")"
        "\000"
        "é"
        "{}"
        "[]"
        "{\"a\":"
        "[[[[[[[["
        "99999"
        "2000000000"
    |]

    let private isDigit (c: char) = c >= '0' && c <= '9'

    let private textOnce (random: Random) (text: string) : string =
        let place = random.Next(text.Length + 1)
        let rest = text.Length - place

        match random.Next 6 with
        | 0 -> text.Insert(place, pick random words)
        | 1 when rest > 0 -> text.Remove(place, min rest (1 + random.Next 8))
        | 2 when rest > 0 ->
            text.Insert(random.Next(text.Length + 1), text.Substring(place, min rest (1 + random.Next 40)))
        | 3 when rest > 0 && Seq.exists isDigit text ->
            // Another number in the place of one.
            let first = Seq.findIndex isDigit (text.Substring place + text)
            let first = if first < rest then place + first else first - rest
            let length = text.Substring first |> Seq.takeWhile isDigit |> Seq.length
            text.Remove(first, length).Insert(first, pick random words)
        | 4 -> text.Insert(place, String.replicate (1 + random.Next 100) (pick random words))
        | _ when rest > 0 -> text.Remove(place, 1).Insert(place, string (char (random.Next(1, 300))))
        | _ -> text + pick random words

    /// One to three changes of a text.
    let text (random: Random) (intact: string) : string =
        Seq.fold (fun text _ -> textOnce random text) intact (seq { 1 .. 1 + random.Next 3 })

    /// A text in a file.
    let utf8 (random: Random) (intact: byte[]) : byte[] =
        Encoding.UTF8.GetBytes(text random (Encoding.UTF8.GetString intact))

    /// One of several ways to damage, by chance.
    let either (ways: (Random -> byte[] -> byte[]) list) (random: Random) (intact: byte[]) : byte[] =
        ways[random.Next ways.Length] random intact
