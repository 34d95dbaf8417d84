namespace Benchmarks;

/// <summary>Operands.</summary>
internal static class Numbers
{
    /// <summary>Numbers in [−½, ½).</summary>
    public static T[] Draw<T>(int count, int seed)
        where T : unmanaged
    {
        Random random = new(seed);
        T[] x = new T[count];
        for (int i = 0; i < count; i++)
        {
            double value = random.NextDouble() - 0.5;
            x[i] = typeof(T) == typeof(float) ? (T)(object)(float)value : (T)(object)value;
        }
        return x;
    }
}
