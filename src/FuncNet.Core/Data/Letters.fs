namespace FuncNet

/// Letters of 3×5 points, for labels of pictures.
module internal Letters =

    /// The rows of a letter from above, a digit each: 4 is the left point, 2 the middle one, 1 the right one.
    let private rows =
        Map [
            'A', "25755"
            'B', "65656"
            'C', "34443"
            'D', "65556"
            'E', "74647"
            'F', "74644"
            'G', "34553"
            'H', "55755"
            'I', "72227"
            'J', "11152"
            'K', "55655"
            'L', "44447"
            'M', "57755"
            'N', "57775"
            'O', "25552"
            'P', "65644"
            'Q', "25563"
            'R', "65655"
            'S', "34216"
            'T', "72222"
            'U', "55557"
            'V', "55552"
            'W', "55775"
            'X', "55255"
            'Y', "55222"
            'Z', "71247"
            '0', "25552"
            '1', "26227"
            '2', "61247"
            '3', "61216"
            '4', "55711"
            '5', "74616"
            '6', "34652"
            '7', "71222"
            '8', "25252"
            '9', "25316"
            '-', "00700"
            '+', "02720"
            '.', "00002"
            ',', "00024"
            ':', "02020"
            '%', "51245"
            '/', "11244"
            '(', "12221"
            ')', "42224"
            '=', "07070"
            '?', "61202"
            '±', "27207"
            '×', "00525"
            '°', "25200"
            '−', "00700"
        ]

    /// The points of a text, as rows and columns from 0; a letter is 4 wide with its distance. Small letters are written as capitals, and what is not known as a gap.
    let points (text: string) = [
        for place, letter in Seq.indexed (text.ToUpperInvariant()) do
            match rows.TryFind letter with
            | None -> ()
            | Some lines ->
                for row, line in Seq.indexed lines do
                    for column in 0..2 do
                        if (int line - int '0') &&& (4 >>> column) <> 0 then
                            struct (row, 4 * place + column)
    ]
