namespace FuncNet

open MathNet.Numerics.LinearAlgebra
open MathNet.Numerics.LinearAlgebra.Factorization

/// Linear systems that need not have one solution.
module internal Linear =

    /// The distance from 1 to the next number of a type.
    let epsilon (dtype: DType) =
        if dtype = DType.Float64 then
            System.Math.BitIncrement 1.0 - 1.0
        else
            1.0 / float (1 <<< 23)

    /// The shortest solution, by the singular values that rounding does not hide.
    let private shortest epsilon (A: Matrix<float>) (B: Matrix<float>) =
        let svd = A.Svd()
        let bound = float (max A.RowCount A.ColumnCount) * epsilon * svd.S.Maximum()
        let rank = svd.S |> Seq.filter (fun σ -> σ > bound) |> Seq.length

        if rank = 0 then
            Matrix<float>.Build.Dense(A.ColumnCount, B.ColumnCount)
        else
            let U, Vᵀ = svd.U.SubMatrix(0, A.RowCount, 0, rank), svd.VT.SubMatrix(0, rank, 0, A.ColumnCount)
            let inverse = Matrix<float>.Build.DenseOfDiagonalVector(1.0 / svd.S.SubVector(0, rank))
            Vᵀ.TransposeThisAndMultiply(inverse * U.TransposeThisAndMultiply B)

    /// The X with the least ‖AX − B‖ by QR; where the columns of A depend on each other up to rounding, the shortest of them.
    let solve epsilon (A: Matrix<float>) (B: Matrix<float>) =
        if A.RowCount < A.ColumnCount then
            shortest epsilon A B
        else
            let qr = A.QR QRMethod.Thin
            let pivots = qr.R.Diagonal()

            if pivots.AbsoluteMinimum() > float A.RowCount * epsilon * pivots.AbsoluteMaximum() then
                qr.Solve B
            else
                shortest epsilon A B
