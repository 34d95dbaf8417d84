namespace FuncNet.Kernels;

/// <summary>What an element-wise kernel of up to three operands does along one row.</summary>
internal unsafe interface IRowKernel<TA, TB, TC, TY>
    where TA : unmanaged
    where TB : unmanaged
    where TC : unmanaged
    where TY : unmanaged
{
    /// <summary>y[i] = f(a[i·stepA], b[i·stepB], c[i·stepC]) for i below n; a step is 0 or 1.</summary>
    static abstract void Row(TA* a, int stepA, TB* b, int stepB, TC* c, int stepC, TY* y, int n);
}

/// <summary>A row kernel as a value, whatever the types of its elements are.</summary>
internal readonly unsafe struct RowFunction
{
    private readonly delegate* <void*, int, void*, int, void*, int, void*, int, void> code;

    private RowFunction(delegate* <void*, int, void*, int, void*, int, void*, int, void> code, int weight, int choice)
    {
        this.code = code;
        Weight = weight;
        Choice = choice;
    }

    /// <summary>The time that an element takes, in additions, roughly.</summary>
    public int Weight { get; }

    /// <summary>Which of its functions a kernel of one operand applies, handed over as stepC; −1 if there is one only.</summary>
    private int Choice { get; }

    public static RowFunction Of<TKernel, TA, TB, TC, TY>(int weight = 1, int choice = -1)
        where TKernel : struct, IRowKernel<TA, TB, TC, TY>
        where TA : unmanaged
        where TB : unmanaged
        where TC : unmanaged
        where TY : unmanaged => new(&Invoke<TKernel, TA, TB, TC, TY>, weight, choice);

    public void Run(void* a, int stepA, void* b, int stepB, void* c, int stepC, void* y, int n) =>
        code(a, stepA, b, stepB, c, Choice >= 0 ? Choice : stepC, y, n);

    private static void Invoke<TKernel, TA, TB, TC, TY>(
        void* a,
        int stepA,
        void* b,
        int stepB,
        void* c,
        int stepC,
        void* y,
        int n
    )
        where TKernel : struct, IRowKernel<TA, TB, TC, TY>
        where TA : unmanaged
        where TB : unmanaged
        where TC : unmanaged
        where TY : unmanaged => TKernel.Row((TA*)a, stepA, (TB*)b, stepB, (TC*)c, stepC, (TY*)y, n);
}
