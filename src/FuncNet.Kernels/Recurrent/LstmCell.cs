using System.Numerics;

namespace FuncNet.Kernels;

/// <summary>
/// A step of the long short-term memory (Hochreiter and Schmidhuber, 1997; with the forget gate of Gers, 2000). A row of gates has four
/// parts: i, f, g, o.
/// Five exponentials with a division each, and 64 bytes, for a unit of float: bound by the operations. The gradient has additions and
/// products only, and 52 bytes a unit: bound by the cache that its operands lie in.
/// </summary>
public static unsafe class LstmCell
{
    /// <summary>
    /// i, f, o = σ(x + s), g = tanh(x + s); c′ = f·c + i·g; h = o·tanh c′.
    /// </summary>
    /// <param name="batch">Rows.</param>
    /// <param name="units">Elements of a row of the state.</param>
    /// <param name="x">What the input gives to the gates, [batch, 4·units].</param>
    /// <param name="s">What the state gives to the gates, [batch, 4·units].</param>
    /// <param name="c">The cells before the step, [batch, units].</param>
    /// <param name="h">Receives the state, [batch, units].</param>
    /// <param name="next">Receives the cells c′, [batch, units].</param>
    /// <param name="gates">Receives i, f, g, o, [batch, 4·units].</param>
    /// <param name="tanh">Receives tanh c′, [batch, units].</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public static void Forward<T>(
        int batch,
        int units,
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> s,
        ReadOnlySpan<T> c,
        Span<T> h,
        Span<T> next,
        Span<T> gates,
        Span<T> tanh
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int size = Door.Size(batch, units);
        int wide = Door.Size(batch, units, 4);
        Door.Length(x.Length, wide);
        Door.Length(s.Length, wide);
        Door.Length(c.Length, size);
        Door.Length(h.Length, size);
        Door.Length(next.Length, size);
        Door.Length(gates.Length, wide);
        Door.Length(tanh.Length, size);
        fixed (
            T* px = x,
                ps = s,
                pc = c,
                ph = h,
                pn = next,
                pg = gates,
                pt = tanh
        )
        {
            LstmRow<T> row = new()
            {
                Units = units,
                X = px,
                S = ps,
                C = pc,
                H = ph,
                Next = pn,
                Gates = pg,
                Tanh = pt,
            };
            CellRows<LstmRow<T>>.Run(row, batch, units);
        }
    }

    /// <summary>
    /// From the gradients of h and c′ those of the gates before their functions, and of c: with e = dc′ + dh·o·(1 − tanh² c′),
    /// di = e·g·i·(1 − i), df = e·c·f·(1 − f), dg = e·i·(1 − g²), do = dh·tanh c′·o·(1 − o), dc = e·f.
    /// </summary>
    /// <param name="batch">Rows.</param>
    /// <param name="units">Elements of a row of the state.</param>
    /// <param name="gates">i, f, g, o, [batch, 4·units].</param>
    /// <param name="tanh">tanh c′, [batch, units].</param>
    /// <param name="c">The cells before the step, [batch, units].</param>
    /// <param name="dh">The gradient of the state, [batch, units].</param>
    /// <param name="dnext">The gradient of the cells c′, [batch, units].</param>
    /// <param name="dgates">Receives the gradient of x + s, [batch, 4·units].</param>
    /// <param name="dc">Receives the gradient of c, [batch, units].</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public static void Gradient<T>(
        int batch,
        int units,
        ReadOnlySpan<T> gates,
        ReadOnlySpan<T> tanh,
        ReadOnlySpan<T> c,
        ReadOnlySpan<T> dh,
        ReadOnlySpan<T> dnext,
        Span<T> dgates,
        Span<T> dc
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int size = Door.Size(batch, units);
        int wide = Door.Size(batch, units, 4);
        Door.Length(gates.Length, wide);
        Door.Length(tanh.Length, size);
        Door.Length(c.Length, size);
        Door.Length(dh.Length, size);
        Door.Length(dnext.Length, size);
        Door.Length(dgates.Length, wide);
        Door.Length(dc.Length, size);
        fixed (
            T* pg = gates,
                pt = tanh,
                pc = c,
                ph = dh,
                pn = dnext,
                pd = dgates,
                pe = dc
        )
        {
            LstmGradientRow<T> row = new()
            {
                Units = units,
                Gates = pg,
                Tanh = pt,
                C = pc,
                GradientH = ph,
                GradientNext = pn,
                GradientGates = pd,
                GradientC = pe,
            };
            CellRows<LstmGradientRow<T>>.Run(row, batch, units);
        }
    }
}
