namespace FuncNet

open System
open System.Threading

/// An immutable array of numbers: a shape, a type and a value. It is the same type in eager computation, under
/// differentiation and in a program that is being traced; what an operation does follows from its operands alone.
[<Sealed; AllowNullLiteral(false)>]
type Tensor internal (form: Form) =

    static let unary f = Primitive.Elementwise(Elementwise.Unary f)
    static let binary f = Primitive.Elementwise(Elementwise.Binary f)

    static let negate, abs, sqrt, exp, log =
        unary Unary.Negate, unary Unary.Abs, unary Unary.Sqrt, unary Unary.Exp, unary Unary.Log

    static let sin, cos, tan = unary Unary.Sin, unary Unary.Cos, unary Unary.Tan
    static let asin, acos, atan = unary Unary.Asin, unary Unary.Acos, unary Unary.Atan
    static let sinh, cosh, tanh = unary Unary.Sinh, unary Unary.Cosh, unary Unary.Tanh
    static let floor, ceiling, round = unary Unary.Floor, unary Unary.Ceiling, unary Unary.Round

    static let add, subtract, multiply, divide =
        binary Binary.Add, binary Binary.Subtract, binary Binary.Multiply, binary Binary.Divide

    static let power, remainder, atan2 = binary Binary.Power, binary Binary.Remainder, binary Binary.Atan2

    member internal _.Form = form

    /// Shape and type, which are known in every form.
    member _.Spec: TensorSpec =
        match form with
        | Concrete array -> array.Spec
        | Traced(_, _, primal) -> primal.Spec
        | Abstract(_, _, spec) -> spec

    /// The sizes of the axes.
    member tensor.Shape = tensor.Spec.Shape

    /// The type of the elements.
    member tensor.DType = tensor.Spec.DType

    /// The number of axes.
    member tensor.Rank = tensor.Spec.Shape.Rank

    /// The number of elements.
    member tensor.Size = tensor.Spec.Shape.Size

    /// The numbers, whatever tapes the tensor is on; an error for a value that is not known yet.
    member internal _.Value: NDArray =
        match form with
        | Concrete array -> array
        | Traced(_, _, primal) -> primal.Value
        | Abstract(_, _, spec) ->
            raise (
                FuncNetException
                    $"This {spec} is a value of a program that is being traced; it has no numbers yet. Compute without branching on numbers (Tensor.where, Tensor.maximum), or run the function eagerly, without compiling it."
            )

    /// The elements in row-major order; 'T is float32, double, int or bool, as DType says. Nothing is copied.
    member tensor.AsSpan<'T>() : ReadOnlySpan<'T> = tensor.Value.AsSpan<'T>()

    /// A copy of the elements in row-major order.
    member tensor.ToArray<'T>() : 'T[] = tensor.AsSpan<'T>().ToArray()

    /// The number in a tensor of one element, as a float64.
    member tensor.ToScalar() : float =
        if tensor.Size <> 1 then
            Errors.shape "ToScalar: a tensor of one element was expected; the shape is %O." tensor.Shape

        NDArray.element tensor.Value 0

    static member internal OfValue(array: NDArray) = Tensor(Concrete array)

    /// A scalar of the given type.
    static member internal Number(value: float, dtype: DType) =
        Tensor.OfValue(NDArray.filled { Shape = Shape.Scalar; DType = dtype } value)

    /// Applies an operation: runs it on numbers, or records it on the newest tape among its operands.
    static member internal ApplyAll(op: Primitive, operands: Tensor[]) : Tensor[] =
        let mutable newest: Tape | null = null

        for operand in operands do
            match operand.Form with
            | Concrete _ -> ()
            | Traced(tape, _, _)
            | Abstract(tape, _, _) ->
                match newest with
                | null -> newest <- tape
                | other ->
                    if tape.Id > other.Id then
                        newest <- tape

        match newest with
        | null -> Primitive.evaluate op (operands |> Array.map _.Value) |> Array.map Tensor.OfValue
        | tape -> tape.Apply(op, operands)

    static member internal Apply(op: Primitive, [<ParamArray>] operands: Tensor[]) : Tensor =
        Tensor.ApplyAll(op, operands)[0]

    /// −x.
    static member (~-)(x: Tensor) = Tensor.Apply(negate, x)

    /// a + b, under broadcasting.
    static member (+)(a: Tensor, b: Tensor) = Tensor.Apply(add, a, b)

    /// a + b; the number takes the tensor's type.
    static member (+)(a: Tensor, b: float) = a + Tensor.Number(b, a.DType)

    /// a + b; the number takes the tensor's type.
    static member (+)(a: float, b: Tensor) = Tensor.Number(a, b.DType) + b

    /// a − b, under broadcasting.
    static member (-)(a: Tensor, b: Tensor) = Tensor.Apply(subtract, a, b)

    /// a − b; the number takes the tensor's type.
    static member (-)(a: Tensor, b: float) = a - Tensor.Number(b, a.DType)

    /// a − b; the number takes the tensor's type.
    static member (-)(a: float, b: Tensor) = Tensor.Number(a, b.DType) - b

    /// a · b element by element, under broadcasting.
    static member (*)(a: Tensor, b: Tensor) = Tensor.Apply(multiply, a, b)

    /// a · b; the number takes the tensor's type.
    static member (*)(a: Tensor, b: float) = a * Tensor.Number(b, a.DType)

    /// a · b; the number takes the tensor's type.
    static member (*)(a: float, b: Tensor) = Tensor.Number(a, b.DType) * b

    /// a / b, under broadcasting; for int32 the quotient is truncated, and a 0 in b throws DivideByZeroException.
    static member (/)(a: Tensor, b: Tensor) = Tensor.Apply(divide, a, b)

    /// a / b; the number takes the tensor's type.
    static member (/)(a: Tensor, b: float) = a / Tensor.Number(b, a.DType)

    /// a / b; the number takes the tensor's type.
    static member (/)(a: float, b: Tensor) = Tensor.Number(a, b.DType) / b

    /// The remainder of a / b, with the sign of a.
    static member (%)(a: Tensor, b: Tensor) = Tensor.Apply(remainder, a, b)

    /// The remainder of a / b, with the sign of a; the number takes the tensor's type.
    static member (%)(a: Tensor, b: float) = a % Tensor.Number(b, a.DType)

    /// a to the power b.
    static member Pow(a: Tensor, b: Tensor) = Tensor.Apply(power, a, b)

    /// a to the power b; the number takes the tensor's type.
    static member Pow(a: Tensor, b: float) = Tensor.Apply(power, a, Tensor.Number(b, a.DType))

    /// |x|; the derivative at 0 is 0.
    static member Abs(x: Tensor) = Tensor.Apply(abs, x)

    /// √x.
    static member Sqrt(x: Tensor) = Tensor.Apply(sqrt, x)

    /// eˣ.
    static member Exp(x: Tensor) = Tensor.Apply(exp, x)

    /// ln x.
    static member Log(x: Tensor) = Tensor.Apply(log, x)

    /// sin x, x in radians.
    static member Sin(x: Tensor) = Tensor.Apply(sin, x)

    /// cos x, x in radians.
    static member Cos(x: Tensor) = Tensor.Apply(cos, x)

    /// tan x, x in radians.
    static member Tan(x: Tensor) = Tensor.Apply(tan, x)

    /// arcsin x in radians.
    static member Asin(x: Tensor) = Tensor.Apply(asin, x)

    /// arccos x in radians.
    static member Acos(x: Tensor) = Tensor.Apply(acos, x)

    /// arctan x in radians.
    static member Atan(x: Tensor) = Tensor.Apply(atan, x)

    /// The angle of the point (x, y) in radians.
    static member Atan2(y: Tensor, x: Tensor) = Tensor.Apply(atan2, y, x)

    /// sinh x.
    static member Sinh(x: Tensor) = Tensor.Apply(sinh, x)

    /// cosh x.
    static member Cosh(x: Tensor) = Tensor.Apply(cosh, x)

    /// tanh x.
    static member Tanh(x: Tensor) = Tensor.Apply(tanh, x)

    /// ⌊x⌋; the derivative is 0.
    static member Floor(x: Tensor) = Tensor.Apply(floor, x)

    /// ⌈x⌉; the derivative is 0.
    static member Ceiling(x: Tensor) = Tensor.Apply(ceiling, x)

    /// x rounded to the nearest whole number, halves to even; the derivative is 0.
    static member Round(x: Tensor) = Tensor.Apply(round, x)

    /// A number is a float32 scalar.
    static member op_Implicit(value: float32) : Tensor = Tensor.Number(float value, DType.Float32)

    /// A number is a float64 scalar.
    static member op_Implicit(value: float) : Tensor = Tensor.Number(value, DType.Float64)

    /// One place of each axis named; t.[1] of a matrix is its second row. Negative places count from the end.
    member tensor.Item
        with get ([<ParamArray>] places: int[]): Tensor = tensor.Take(places |> Array.map Slice.At)

    /// A place or a range of each axis named: t[1, 2..5, ^1]. Axes that are not named stay whole.
    member tensor.Item
        with get ([<ParamArray>] slices: Slice[]): Tensor = tensor.Take slices

    member internal tensor.Take(slices: Slice[]) : Tensor =
        let shape = tensor.Shape

        if slices.Length > shape.Rank then
            Errors.shape "Slice: %d places or ranges were given for the shape %O." slices.Length shape

        let slice axis = if axis < slices.Length then slices[axis] else Slice.All
        let ranges = Array.init shape.Rank (fun axis -> (slice axis).Resolve(shape, axis))

        let kept = [|
            for axis in 0 .. shape.Rank - 1 do
                if not (slice axis).IsPlace then
                    ranges[axis].Size
        |]

        tensor.Rearrange(Shaping.Slice ranges).Rearrange(Shaping.Reshape(Shape kept))

    /// Applies an operation that moves elements, unless it would change nothing.
    member internal tensor.Rearrange(op: Shaping) : Tensor =
        if Shaping.changesNothing op tensor.Shape then
            tensor
        else
            Tensor.Apply(Primitive.Shaping op, tensor)

    /// Type, shape, and an excerpt of the numbers.
    override tensor.ToString() =
        match form with
        | Concrete array -> Excerpt.show array
        | Traced(_, _, primal) -> $"traced {primal}"
        | Abstract(_, _, spec) -> $"abstract {spec}"

    /// Concrete tensors are equal when type, shape and every bit are; others when they are the same place of a tape.
    override this.Equals(other) =
        match other with
        | :? Tensor as other ->
            obj.ReferenceEquals(this, other)
            || match form, other.Form with
               | Concrete a, Concrete b -> NDArray.equal a b
               | Traced(tape, slot, _), Traced(tape', slot', _)
               | Abstract(tape, slot, _), Abstract(tape', slot', _) -> tape.Id = tape'.Id && slot = slot'
               | _ -> false
        | _ -> false

    /// A hash of shape and type, and of a few numbers.
    override tensor.GetHashCode() =
        match form with
        | Concrete array ->
            let n = array.Shape.Size
            let sample = seq { for i in 0 .. max 1 (n / 8) .. n - 1 -> NDArray.element array i }
            sample |> Seq.fold (fun hash x -> HashCode.Combine(hash, x)) (tensor.Spec.GetHashCode())
        | Traced(tape, slot, _)
        | Abstract(tape, slot, _) -> HashCode.Combine(tape.Id, slot)

    /// True if the tensors are equal, as Equals has it, for C#.
    static member op_Equality(a: Tensor | null, b: Tensor | null) = obj.Equals(a, b)

    /// False if the tensors are equal, as Equals has it, for C#.
    static member op_Inequality(a: Tensor | null, b: Tensor | null) = not (obj.Equals(a, b))

/// How much is known of a tensor.
and internal Form =
    /// Its numbers.
    | Concrete of NDArray
    /// A place on a tape that is recording, over a primal tensor that may be traced by an older tape in turn.
    | Traced of Tape * slot: int * primal: Tensor
    /// A place in a program whose numbers are not known yet.
    | Abstract of Tape * slot: int * TensorSpec

/// Where an operation on a tape reads from.
and [<RequireQualifiedAccess>] internal Operand =
    /// An earlier place of the same tape.
    | Slot of int
    /// A tensor that the tape does not depend on.
    | Constant of Tensor

/// One operation on a tape, with the operands and results as the tape saw them.
and internal Entry = {
    Primitive: Primitive
    Operands: Operand[]
    Inputs: Tensor[]
    Outputs: Tensor[]
    /// The place of the first result; the others follow.
    First: int
}

/// A computation as data: its inputs, and every operation that depends on them, in the order in which they happened.
/// Over primal tensors it records what is computed; over specs alone it is a program, with nothing computed yet.
and [<Sealed>] internal Tape private (specs: TensorSpec[], primals: Tensor[] option) =

    static let stopGradient = Primitive.Control Control.StopGradient

    static let mutable made = 0L

    let id = Interlocked.Increment &made
    let entries = ResizeArray<Entry>()
    let mutable slots = specs.Length

    /// A tape that records what happens to these tensors.
    static member Over(primals: Tensor[]) = Tape(primals |> Array.map _.Spec, Some primals)

    /// A program over inputs of which only shape and type are known.
    static member Program(specs: TensorSpec[]) = Tape(specs, None)

    /// Tapes are numbered in the order in which they are made; the newest among the operands of an operation is peeled first.
    member _.Id = id

    /// The inputs, at places 0, 1, ….
    member tape.Inputs: Tensor[] =
        match primals with
        | Some primals -> primals |> Array.mapi (fun slot primal -> Tensor(Traced(tape, slot, primal)))
        | None -> specs |> Array.mapi (fun slot spec -> Tensor(Abstract(tape, slot, spec)))

    /// The operations, in the order in which they happened.
    member _.Entries = entries

    /// The number of places: inputs and results.
    member _.Slots = slots

    /// Where a tensor stands on this tape.
    member _.Find(tensor: Tensor) =
        match tensor.Form with
        | Traced(tape, slot, _)
        | Abstract(tape, slot, _) when tape.Id = id -> Operand.Slot slot
        | _ -> Operand.Constant tensor

    /// A result of the recorded function, without the tapes of derivatives that were taken inside of it: they are newer and
    /// done with, and a variable of theirs that got out is a plain number here.
    member tape.Settle(result: Tensor) : Tensor =
        match result.Form with
        | Traced(other, _, primal) when other.Id > id -> tape.Settle primal
        | _ -> result

    /// The tensor as it is without this tape.
    member _.Peel(tensor: Tensor) =
        match tensor.Form with
        | Traced(tape, _, primal) when tape.Id = id -> primal
        | _ -> tensor

    /// Applies an operation to operands of which at least one stands on this tape, and records it. Several threads may do so.
    member tape.Apply(op: Primitive, operands: Tensor[]) : Tensor[] =
        let inputs = operands |> Array.map tape.Peel

        if primals.IsNone then
            let specs = Primitive.infer op (operands |> Array.map _.Spec)

            lock entries (fun () ->
                let outputs = specs |> Array.mapi (fun i spec -> Tensor(Abstract(tape, slots + i, spec)))
                tape.Record(op, operands, inputs, outputs) |> ignore
                outputs)
        else
            let outputs = Tensor.ApplyAll(op, inputs)

            // Nothing can flow back through whole numbers and truth values, nor through a stopped gradient.
            if op = stopGradient || not (outputs |> Array.exists _.DType.IsFloat) then
                outputs
            else
                let first = lock entries (fun () -> tape.Record(op, operands, inputs, outputs))

                outputs
                |> Array.mapi (fun i output ->
                    if output.DType.IsFloat then Tensor(Traced(tape, first + i, output)) else output)

    /// The place of the first result. To be called with the entries locked.
    member private tape.Record(op, operands: Tensor[], inputs, outputs: Tensor[]) =
        let first = slots

        entries.Add {
            Primitive = op
            Operands = operands |> Array.map tape.Find
            Inputs = inputs
            Outputs = outputs
            First = first
        }

        slots <- first + outputs.Length
        first
