namespace FuncNet.Tests

open System.IO
open System.Text.Json
open FuncNet

/// What PyTorch computed, from the files of tests/golden (generate.py writes them).
type GoldenCase = {
    Name: string
    Options: JsonElement
    Tensors: Map<string, Tensor>
} with

    member case.Item
        with get (name: string) = case.Tensors[name]

    /// A number among the options, such as "alpha".
    member case.Number(name: string) = case.Options.GetProperty(name).GetDouble()

    member case.Text(name: string) = nonNull (case.Options.GetProperty(name).GetString())

    member case.Flag(name: string) = case.Options.GetProperty(name).GetBoolean()

    member case.Integer(name: string) = case.Options.GetProperty(name).GetInt32()

    member case.Has(name: string) = fst (case.Options.TryGetProperty name)

    override case.ToString() = case.Name

module Golden =

    let private tensor (json: JsonElement) =
        let shape = [ for n in json.GetProperty("shape").EnumerateArray() -> n.GetInt32() ]
        let data = json.GetProperty("data").EnumerateArray()

        match json.GetProperty("dtype").GetString() with
        | "float32" -> Tensor.ofArray shape [| for x in data -> x.GetSingle() |]
        | "float64" -> Tensor.ofArray shape [| for x in data -> x.GetDouble() |]
        | "int32" -> Tensor.ofArray shape [| for x in data -> x.GetInt32() |]
        | _ -> Tensor.ofArray shape [| for x in data -> x.GetBoolean() |]

    /// The cases of a family.
    let cases (family: string) : GoldenCase list =
        let path = Path.Combine(DataFiles.root.Value, "tests", "golden", $"{family}.json")
        use document = JsonDocument.Parse(File.ReadAllText path)

        [
            for case in document.RootElement.GetProperty("cases").EnumerateArray() ->
                {
                    Name = nonNull (case.GetProperty("name").GetString())
                    Options = case.GetProperty("options").Clone()
                    Tensors =
                        Map [
                            for entry in case.GetProperty("tensors").EnumerateObject() -> entry.Name, tensor entry.Value
                        ]
                }
        ]

    /// Throws unless two tensors agree: |actual − expected| ≤ tolerance · max(1, |expected|), element by element.
    let requireNear tolerance (what: string) (expected: Tensor) (actual: Tensor) =
        if expected.Shape <> actual.Shape then
            failwith $"{what}: the shape is {actual.Shape}, PyTorch's is {expected.Shape}."

        let expected = (Tensor.cast DType.Float64 expected).ToArray<float>()
        let actual = (Tensor.cast DType.Float64 actual).ToArray<float>()

        Array.iteri2
            (fun i (e: float) (a: float) ->
                if
                    not (
                        abs (a - e) <= tolerance * max 1.0 (abs e)
                        || (System.Double.IsNaN a && System.Double.IsNaN e)
                        || a = e
                    )
                then
                    failwith $"{what}: element {i} is {a:R}, PyTorch's is {e:R}.")
            expected
            actual
