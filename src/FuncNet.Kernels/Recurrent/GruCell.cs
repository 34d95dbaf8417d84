using System.Numerics;

namespace FuncNet.Kernels;

/// <summary>
/// A step of the gated recurrent unit (Cho et al., 2014), whose reset gate acts on the product with the state. A row of gates has three
/// parts: r, z, n.
/// Three exponentials with a division each, and 44 bytes, for a unit of float: bound by the operations. The gradient has additions and
/// products only, and 52 bytes a unit: bound by the cache that its operands lie in.
/// </summary>
public static unsafe class GruCell
{
    /// <summary>
    /// r, z = σ(x + s), n = tanh(x + r·s), each of its part; h′ = n + z·(h − n).
    /// </summary>
    /// <param name="batch">Rows.</param>
    /// <param name="units">Elements of a row of the state.</param>
    /// <param name="x">What the input gives to the gates, [batch, 3·units].</param>
    /// <param name="s">What the state gives to the gates, [batch, 3·units].</param>
    /// <param name="h">The state before the step, [batch, units].</param>
    /// <param name="next">Receives the state h′, [batch, units].</param>
    /// <param name="gates">Receives r, z, n, [batch, 3·units].</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public static void Forward<T>(
        int batch,
        int units,
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> s,
        ReadOnlySpan<T> h,
        Span<T> next,
        Span<T> gates
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int size = Door.Size(batch, units);
        int wide = Door.Size(batch, units, 3);
        Door.Length(x.Length, wide);
        Door.Length(s.Length, wide);
        Door.Length(h.Length, size);
        Door.Length(next.Length, size);
        Door.Length(gates.Length, wide);
        fixed (
            T* px = x,
                ps = s,
                ph = h,
                pn = next,
                pg = gates
        )
        {
            GruRow<T> row = new()
            {
                Units = units,
                X = px,
                S = ps,
                H = ph,
                Next = pn,
                Gates = pg,
            };
            CellRows<GruRow<T>>.Run(row, batch, units);
        }
    }

    /// <summary>
    /// From the gradient d of h′ those of x, s and h: with e = d·(1 − z)·(1 − n²) and s₃ the third part of s,
    /// dx = (e·s₃·r·(1 − r), d·(h − n)·z·(1 − z), e), ds the same but for its third part, e·r; dh = d·z.
    /// </summary>
    /// <param name="batch">Rows.</param>
    /// <param name="units">Elements of a row of the state.</param>
    /// <param name="gates">r, z, n, [batch, 3·units].</param>
    /// <param name="s">What the state gives to the gates, [batch, 3·units].</param>
    /// <param name="h">The state before the step, [batch, units].</param>
    /// <param name="dnext">The gradient of h′, [batch, units].</param>
    /// <param name="dx">Receives the gradient of x, [batch, 3·units].</param>
    /// <param name="ds">Receives the gradient of s, [batch, 3·units].</param>
    /// <param name="dh">Receives the gradient of h, [batch, units].</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public static void Gradient<T>(
        int batch,
        int units,
        ReadOnlySpan<T> gates,
        ReadOnlySpan<T> s,
        ReadOnlySpan<T> h,
        ReadOnlySpan<T> dnext,
        Span<T> dx,
        Span<T> ds,
        Span<T> dh
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int size = Door.Size(batch, units);
        int wide = Door.Size(batch, units, 3);
        Door.Length(gates.Length, wide);
        Door.Length(s.Length, wide);
        Door.Length(h.Length, size);
        Door.Length(dnext.Length, size);
        Door.Length(dx.Length, wide);
        Door.Length(ds.Length, wide);
        Door.Length(dh.Length, size);
        fixed (
            T* pg = gates,
                ps = s,
                ph = h,
                pn = dnext,
                px = dx,
                pd = ds,
                pe = dh
        )
        {
            GruGradientRow<T> row = new()
            {
                Units = units,
                Gates = pg,
                S = ps,
                H = ph,
                GradientNext = pn,
                GradientX = px,
                GradientS = pd,
                GradientH = pe,
            };
            CellRows<GruGradientRow<T>>.Run(row, batch, units);
        }
    }
}
