module FuncNet.Tests.CsvTests

open System
open System.IO
open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open FuncNet
open FuncNet.Tests.DataFiles

let private load text = withText "table.csv" text Csv.dataset
let private loadWith options text = withText "table.csv" text (Csv.datasetWith options)
let private refusedTable parts text = refused ("table.csv" :: parts) (fun () -> load text)
let private numbers (data: Dataset) = data.Inputs.ToArray<float32>()
let private labels (data: Dataset) = data.Targets.ToArray<int>()

module ``A table`` =

    [<Theory>]
    [<InlineData(",")>]
    [<InlineData(";")>]
    [<InlineData("\t")>]
    let ``is read with any separator, with and without a header, blank lines and quotes`` (separator: string) =
        let rows = "1,2.5,b\r\n\r\n-3e1,\"4\",a\r\n"

        for header in [ ""; "x,\"y, in mm\",class\r\n"; "x,x,x\n" ] do
            let data = load ((header + rows).Replace(", ", "\001").Replace(",", separator).Replace("\001", ", "))
            Assert.Equal<float32>([| 1.0f; 2.5f; -30.0f; 4.0f |], numbers data)
            Assert.Equal<int>([| 1; 0 |], labels data)
            Assert.Equal<string>([| "a"; "b" |], Seq.toArray data.ClassNames)

    [<Fact>]
    let ``has integers as the labels that they are`` () =
        let data = load "0.5,3\n0.25,0\n1,3"
        Assert.Equal<int>([| 3; 0; 3 |], labels data)
        Assert.Equal<string>([| "0"; "1"; "2"; "3" |], Seq.toArray data.ClassNames)

    [<Fact>]
    let ``has other integers as classes in the order of their numbers`` () =
        let data = load "1,10\n2,-1\n3,2000\n4,10"
        Assert.Equal<int>([| 1; 0; 2; 1 |], labels data)
        Assert.Equal<string>([| "-1"; "10"; "2000" |], Seq.toArray data.ClassNames)

    [<Fact>]
    let ``takes its target from another column, by place or by name`` () =
        let text = "kind,x,y\nb,1,2\na,3,4"

        for options in [ { CsvOptions.Default with TargetColumn = 0 }; { CsvOptions.Default with TargetName = "kind" } ] do
            let data = loadWith options text
            Assert.Equal<float32>([| 1.0f; 2.0f; 3.0f; 4.0f |], numbers data)
            Assert.Equal<int>([| 1; 0 |], labels data)

        refused [ "'size'"; "kind, x, y" ] (fun () -> loadWith { CsvOptions.Default with TargetName = "size" } text)
        refused [ "no column 3 among 3" ] (fun () -> loadWith { CsvOptions.Default with TargetColumn = 3 } text)

    [<Fact>]
    let ``has numbers as targets for regression`` () =
        let options = { CsvOptions.Default with Targets = CsvTargets.Numbers }
        let data = loadWith options "x,price\n1,2.5\n2,-1"
        Assert.Equal(Tensor.ofArray [ 2; 1 ] [| 2.5f; -1.0f |], data.Targets)
        refused [ "line 2"; "'cheap' in column 'price'" ] (fun () -> loadWith options "x,price\n1,cheap")

    [<Fact>]
    let ``takes the classes of the training set`` () =
        let options = { CsvOptions.Default with ClassNames = (load "1,a\n2,b\n3,c").ClassNames }
        Assert.Equal<int>([| 2 |], labels (loadWith options "1,c"))
        refused [ "line 2"; "'d'"; "a, b, c" ] (fun () -> loadWith options "1,c\n1,d")

    [<Fact>]
    let ``has a header of numbers if that is said`` () =
        let text = "2010,2011,class\n1,2,a\n3,4,b"
        Assert.Equal(3, (load text).Count)
        Assert.Equal(2, (loadWith { CsvOptions.Default with HasHeader = Nullable true } text).Count)

    [<Property>]
    let ``gives back the numbers that were written`` (rows: (NormalFloat * NormalFloat)[]) =
        let rows = rows |> Array.map (fun (NormalFloat x, NormalFloat y) -> float32 x, float32 y)
        let rows = rows |> Array.filter (fun (x, y) -> Single.IsFinite x && Single.IsFinite y)

        rows.Length > 0
        ==> lazy
            (let line (x: float32, y: float32) = FormattableString.Invariant $"{x:R};{y:R};1"
             let text = rows |> Seq.map line |> String.concat "\n"
             numbers (load text) = (rows |> Array.collect (fun (x, y) -> [| x; y |])))

module ``A wrong table`` =

    [<Fact>]
    let ``names the line of a ragged row`` () =
        refusedTable [ "line 3"; "2 fields"; "first row has 3" ] "1,2,a\n3,4,b\n5,a\n"
        refusedTable [ "line 5"; "4 fields" ] "x,y,class\n\n1,2,a\n\n3,4,5,b\n"

    [<Fact>]
    let ``counts the lines inside of quotes`` () =
        refusedTable [ "line 4"; "'x'" ] "1,2,\"a\nb\"\n3,4,b\nx,5,b\n"
        refusedTable [ "line 1"; "'x'" ] "x,4,\"a\nb\"\n"

    [<Fact>]
    let ``names the line and the column of a field that is no number`` () =
        refusedTable [ "line 2"; "'two' in column 2"; "not a number" ] "1,2,a\n3,two,b\n"
        refusedTable [ "line 3"; "'1,5' in column 'y'" ] "x;y;class\n1;2;a\n3;1,5;b\n"
        refusedTable [ "line 2"; "column 1 is empty" ] "1,2,a\n,4,b\n"
        refusedTable [ "line 2"; "target"; "empty" ] "1,2,a\n3,4,\n"

    [<Theory>]
    [<InlineData("NaN")>]
    [<InlineData("Infinity")>]
    [<InlineData("1e39")>]
    let ``names the line of a number that is not finite`` (bad: string) =
        refusedTable [ "line 2"; bad; "column 2"; "finite" ] $"1,2,a\n3,{bad},b\n"

    [<Fact>]
    let ``is refused when it is empty, or has a header only`` () =
        refusedTable [ "is empty" ] ""
        refusedTable [ "is empty" ] "\n  \n"
        refusedTable [ "Empty data set"; "header but no rows" ] "x,y,class\n"

    [<Fact>]
    let ``is refused when it has one column or broken quotes`` () =
        refusedTable [ "line 1"; "two columns" ] "1\n2\n"
        refusedTable [ "line 2"; "quotation mark" ] "1,2,a\n3,4,b\"c\n"
        refusedTable [ "line 2" ] "1,2,a\n3,4,\"b\n5,6,c\n"

    [<Fact>]
    let ``is named when it is missing`` () =
        refused [ "no-table.csv"; "does not exist" ] (fun () -> Csv.dataset "no-table.csv")

    [<Property(MaxTest = 200)>]
    let ``of any text is read, or refused by a DataException`` (text: string) (insert: NonNegativeInt) =
        let table = "x,y,class\n1,2,a\n3,4,b\n"
        let at = insert.Get % table.Length

        try
            (load (table.Insert(at, string text))).Count > 0
        with :? DataException ->
            true

module ``The real tables`` =

    [<DataFact>]
    let ``Iris has three classes of fifty flowers`` () =
        let iris = Csv.dataset (path "iris.csv")
        Assert.Equal((150, Shape 4), (iris.Count, iris.InputShape))
        Assert.Equal<string>([| "Iris-setosa"; "Iris-versicolor"; "Iris-virginica" |], Seq.toArray iris.ClassNames)
        Assert.Equal<int seq>([ 50; 50; 50 ], Dataset.classSizes iris)
        Assert.Equal<float32>([| 5.1f; 3.5f; 1.4f; 0.2f |], (numbers iris).[..3])

    [<DataFact>]
    let ``optdigits has 64 numbers up to 16 and ten digits`` () =
        let train, test = Csv.dataset (path "optdigits-train.csv"), Csv.dataset (path "optdigits-test.csv")
        Assert.Equal((3823, 1797), (train.Count, test.Count))
        Assert.Equal((Shape 64, 10), (train.InputShape, train.ClassCount))
        Assert.Equal<int>([| 0; 0; 7 |], (labels train).[..2])
        // The published counts of the test set.
        Assert.Equal<int seq>([ 178; 182; 177; 183; 181; 182; 181; 179; 174; 180 ], Dataset.classSizes test)
        let scaled = numbers (Dataset.scaleInputs (1.0 / 16.0) train)
        Assert.Equal((0.0f, 1.0f), (Array.min scaled, Array.max scaled))
