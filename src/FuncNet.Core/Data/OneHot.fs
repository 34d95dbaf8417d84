namespace FuncNet

[<RequireQualifiedAccess>]
module OneHot =

    let encode (classes: int) (labels: Tensor) : Tensor =
        if labels.DType <> DType.Int32 || labels.Rank <> 1 then
            Errors.data "OneHot.encode: labels are int32 [n]; these are %O." labels.Spec

        let labels = labels.AsSpan<int>()
        let y = Array.zeroCreate<float32>(Checked.(*) labels.Length classes)

        for i in 0 .. labels.Length - 1 do
            let label = labels[i]

            if label < 0 || label >= classes then
                Errors.data "OneHot.encode: the label %d of sample %d is outside of 0 … %d." label i (classes - 1)

            y[i * classes + label] <- 1.0f

        Tensor.owning [ labels.Length; classes ] y

    let decode (rows: Tensor) : Tensor =
        if rows.Rank <> 2 then
            Errors.data "OneHot.decode: rows [n; classes] are expected; the shape is %O." rows.Shape

        let n, classes = rows.Shape[0], rows.Shape[1]

        let place row =
            let mutable found = -1

            for j in 0 .. classes - 1 do
                let x = NDArray.element rows.Value (row * classes + j)

                if x = 1.0 && found < 0 then
                    found <- j
                elif x <> 0.0 then
                    Errors.data "OneHot.decode: row %d is not one 1 among zeros (place %d is %g)." row j x

            if found < 0 then
                Errors.data "OneHot.decode: row %d has no 1." row

            found

        Tensor.owning [ n ] (Array.init n place)
